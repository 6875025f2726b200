# GitHub Actions come in by OIDC: no stored keys, and only jobs of one repository that run in the GitHub environment.

locals {
  deployers = var.github_repository == null ? toset([]) : var.environments

  github_provider_arn = var.github_provider_arn != null ? var.github_provider_arn : one(values(aws_iam_openid_connect_provider.github)[*].arn)
}

resource "aws_iam_openid_connect_provider" "github" {
  for_each = var.github_repository != null && var.github_provider_arn == null ? toset(["github"]) : toset([])

  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

data "aws_iam_policy_document" "github" {
  for_each = local.deployers

  statement {
    sid     = "WorkflowsOfThisEnvironment"
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [local.github_provider_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:aud"
      values   = ["sts.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:sub"
      values   = ["repo:${var.github_repository}:environment:${each.key}"]
    }
  }
}

# Not named inlet-<environment>-…: a deployer may change roles of such names, and must not change itself.
resource "aws_iam_role" "plan" {
  for_each = local.deployers

  name               = "plan-inlet-${each.key}"
  description        = "Reads all that make plan ENV=${each.key} compares"
  assume_role_policy = data.aws_iam_policy_document.github[each.key].json
}

resource "aws_iam_role" "deploy" {
  for_each = local.deployers

  name                 = "deploy-inlet-${each.key}"
  description          = "Makes, changes and removes inlet-${each.key}"
  assume_role_policy   = data.aws_iam_policy_document.github[each.key].json
  max_session_duration = 3600
}

resource "aws_iam_role_policy_attachment" "plan_read_data" {
  for_each = local.deployers

  role       = aws_iam_role.plan[each.key].name
  policy_arn = aws_iam_policy.read_data[each.key].arn
}

resource "aws_iam_role_policy_attachment" "plan_read_services" {
  for_each = local.deployers

  role       = aws_iam_role.plan[each.key].name
  policy_arn = aws_iam_policy.read_services[each.key].arn
}

resource "aws_iam_role_policy_attachment" "deploy_read_data" {
  for_each = local.deployers

  role       = aws_iam_role.deploy[each.key].name
  policy_arn = aws_iam_policy.read_data[each.key].arn
}

resource "aws_iam_role_policy_attachment" "deploy_read_services" {
  for_each = local.deployers

  role       = aws_iam_role.deploy[each.key].name
  policy_arn = aws_iam_policy.read_services[each.key].arn
}

resource "aws_iam_role_policy_attachment" "deploy_write_data" {
  for_each = local.deployers

  role       = aws_iam_role.deploy[each.key].name
  policy_arn = aws_iam_policy.write_data[each.key].arn
}

resource "aws_iam_role_policy_attachment" "deploy_write_services" {
  for_each = local.deployers

  role       = aws_iam_role.deploy[each.key].name
  policy_arn = aws_iam_policy.write_services[each.key].arn
}
