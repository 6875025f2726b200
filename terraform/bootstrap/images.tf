# The container image that scans files: a repository for each environment, which has to be there before its stack.

resource "aws_ecr_repository" "scan" {
  #checkov:skip=CKV_AWS_136:The image holds open-source programs and Inlet's code, no data

  for_each = local.owned

  name                 = "inlet-${each.key}-scan"
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }
}

# Old images are the way back; Lambda keeps what it runs in a cache of its own.
resource "aws_ecr_lifecycle_policy" "scan" {
  for_each = aws_ecr_repository.scan

  repository = each.value.name
  policy = jsonencode({ rules = [{
    rulePriority = 1
    description  = "The last ten"
    selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = 10 }
    action       = { type = "expire" }
  }] })
}

# https://docs.aws.amazon.com/lambda/latest/dg/images-create.html#gettingstarted-images-permissions
data "aws_iam_policy_document" "scan_image" {
  for_each = local.owned

  statement {
    sid     = "LambdaPullsTheImage"
    actions = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = [each.value.functions]
    }
  }
}

resource "aws_ecr_repository_policy" "scan" {
  for_each = aws_ecr_repository.scan

  repository = each.value.name
  policy     = data.aws_iam_policy_document.scan_image[each.key].json
}
