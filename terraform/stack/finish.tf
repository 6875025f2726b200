# src/processor/finish: the last task of the machine. What was found is brought into one form, and the file settled.

module "finish" {
  source = "../modules/function"

  name            = "${local.prefix}-finish"
  description     = "Settles a file that was processed"
  package         = local.packages.finish
  handler         = "processor.finish.handler.handler"
  timeout_seconds = 30
  memory_mb       = 512
  platform        = local.platform
  uses_data_key   = true

  environment = {
    CATALOG_TABLE  = module.catalog.name
    DERIVED_BUCKET = local.derived_bucket
  }

  policy_documents = [data.aws_iam_policy_document.finish.json]
}

data "aws_iam_policy_document" "finish" {
  statement {
    sid       = "SettleFiles"
    actions   = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
    resources = [module.catalog.arn]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "dynamodb:LeadingKeys"
      values   = ["F#*"]
    }
  }

  statement {
    sid       = "ReadResultsAndDropOldOnes"
    actions   = ["s3:DeleteObject", "s3:GetObject"]
    resources = ["${local.derived_bucket_arn}/t-*/*"]
  }

  # To find what earlier attempts left; and without it S3 answers 403 where a result is missing.
  statement {
    sid       = "FindOldResults"
    actions   = ["s3:ListBucket"]
    resources = [local.derived_bucket_arn]
  }
}
