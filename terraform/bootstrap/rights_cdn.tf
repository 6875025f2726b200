# What planning and deploying do where downloads go through CloudFront. Its resources have ids instead of names, so one
# environment's are told from another's by accounts of their own only; keys and key groups have not even a resource.

locals {
  cloudfront = [for kind in ["cache-policy", "distribution", "origin-access-control", "origin-request-policy", "response-headers-policy"] :
    "arn:${local.partition}:cloudfront::${local.account_id}:${kind}/*"
  ]

  # CloudFront takes certificates of this region only.
  certificates = "arn:${local.partition}:acm:us-east-1:${local.account_id}:certificate/*"
}

data "aws_iam_policy_document" "read_cdn" {
  for_each = local.owned

  # Of keys for signing the public halves alone.
  statement {
    sid       = "ReadPublicKeys"
    actions   = ["ssm:GetParameter"]
    resources = [each.value.public_keys]
  }

  statement {
    sid = "ReadDistributions"
    actions = [
      "cloudfront:GetCachePolicy",
      "cloudfront:GetDistribution",
      "cloudfront:GetOriginAccessControl",
      "cloudfront:GetOriginRequestPolicy",
      "cloudfront:GetResponseHeadersPolicy",
      "cloudfront:ListTagsForResource",
    ]
    resources = local.cloudfront
  }

  statement {
    sid       = "ReadKeyGroups"
    actions   = ["cloudfront:GetKeyGroup", "cloudfront:GetPublicKey"]
    resources = ["*"] # These name no resource.
  }

  statement {
    sid       = "ReadCertificates"
    actions   = ["acm:DescribeCertificate"]
    resources = [local.certificates]
  }
}

data "aws_iam_policy_document" "write_cdn" {
  for_each = local.owned

  statement {
    sid = "KeepDistributions"
    actions = [
      "cloudfront:CreateCachePolicy",
      "cloudfront:CreateDistribution",
      "cloudfront:CreateOriginAccessControl",
      "cloudfront:CreateOriginRequestPolicy",
      "cloudfront:CreateResponseHeadersPolicy",
      "cloudfront:DeleteCachePolicy",
      "cloudfront:DeleteDistribution",
      "cloudfront:DeleteOriginAccessControl",
      "cloudfront:DeleteOriginRequestPolicy",
      "cloudfront:DeleteResponseHeadersPolicy",
      "cloudfront:TagResource",
      "cloudfront:UntagResource",
      "cloudfront:UpdateCachePolicy",
      "cloudfront:UpdateDistribution",
      "cloudfront:UpdateOriginAccessControl",
      "cloudfront:UpdateOriginRequestPolicy",
      "cloudfront:UpdateResponseHeadersPolicy",
    ]
    resources = local.cloudfront
  }

  statement {
    sid = "KeepKeyGroups"
    actions = [
      "cloudfront:CreateKeyGroup",
      "cloudfront:CreatePublicKey",
      "cloudfront:DeleteKeyGroup",
      "cloudfront:DeletePublicKey",
      "cloudfront:UpdateKeyGroup",
      "cloudfront:UpdatePublicKey",
    ]
    resources = ["*"] # These name no resource.
  }
}

resource "aws_iam_policy" "read_cdn" {
  for_each = local.deployers

  name        = "read-cdn-inlet-${each.key}"
  description = "What planning inlet-${each.key} reads of downloads through CloudFront"
  policy      = data.aws_iam_policy_document.read_cdn[each.key].json
}

resource "aws_iam_policy" "write_cdn" {
  for_each = local.deployers

  name        = "write-cdn-inlet-${each.key}"
  description = "What of downloads of inlet-${each.key} through CloudFront its deployer changes"
  policy      = data.aws_iam_policy_document.write_cdn[each.key].json
}

resource "aws_iam_role_policy_attachment" "plan_read_cdn" {
  for_each = local.deployers

  role       = aws_iam_role.plan[each.key].name
  policy_arn = aws_iam_policy.read_cdn[each.key].arn
}

resource "aws_iam_role_policy_attachment" "deploy_read_cdn" {
  for_each = local.deployers

  role       = aws_iam_role.deploy[each.key].name
  policy_arn = aws_iam_policy.read_cdn[each.key].arn
}

resource "aws_iam_role_policy_attachment" "deploy_write_cdn" {
  for_each = local.deployers

  role       = aws_iam_role.deploy[each.key].name
  policy_arn = aws_iam_policy.write_cdn[each.key].arn
}
