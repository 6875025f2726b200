# src/processor/inspection: the first task of the machine. A version is held against its row and its type told by its
# content, before the scanner or anything else reads it.

module "inspect" {
  source = "../modules/function"

  name            = "${local.prefix}-inspect"
  description     = "Holds files against their promise and tells their type by their content"
  package         = local.packages.inspection
  handler         = "processor.inspection.handler.handler"
  timeout_seconds = 30
  memory_mb       = 512 # It uses a fraction; the CPU that comes with it makes it start sooner.
  platform        = local.platform
  uses_data_key   = true

  environment = {
    CATALOG_TABLE  = module.catalog.name
    UPLOADS_BUCKET = local.uploads_bucket
  }

  policy_documents = [data.aws_iam_policy_document.inspect.json]
}

data "aws_iam_policy_document" "inspect" {
  statement {
    sid       = "ReadRowsAndRecordSteps"
    actions   = ["dynamodb:GetItem", "dynamodb:UpdateItem"]
    resources = [module.catalog.arn]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "dynamodb:LeadingKeys"
      values   = ["F#*"]
    }
  }

  statement {
    sid       = "ReadVersionsAndTheirTags"
    actions   = ["s3:GetObjectVersion", "s3:GetObjectVersionTagging"]
    resources = ["${local.uploads_bucket_arn}/t-*/*"]
  }

  # Without it S3 answers 403 where an object is missing, which looks like a broken policy.
  statement {
    sid       = "TellMissingFromForbidden"
    actions   = ["s3:ListBucket"]
    resources = [local.uploads_bucket_arn]
  }
}
