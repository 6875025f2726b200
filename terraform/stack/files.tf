# src/ingestion/files: what the catalogue has of files, and where their content is fetched.

module "files" {
  source = "../modules/function"

  name            = "${local.prefix}-files"
  description     = "Tells what is known of files, signs downloads, asks for processing once more"
  package         = local.packages.ingestion
  handler         = "ingestion.files.handler.handler"
  timeout_seconds = 10
  memory_mb       = 512
  platform        = local.platform
  uses_data_key   = true # A signed URL decrypts with its signer's rights.

  environment = {
    CATALOG_TABLE        = module.catalog.name
    UPLOADS_BUCKET       = local.uploads_bucket
    DERIVED_BUCKET       = local.derived_bucket
    PROCESSING_QUEUE     = module.processing.name
    SCANNER              = var.scan.scanner
    DOWNLOAD_URL_SECONDS = var.uploads.download_url_seconds
  }

  policy_documents = [data.aws_iam_policy_document.files.json]
}

data "aws_iam_policy_document" "files" {
  statement {
    sid       = "TellWhoIsAsking"
    actions   = ["dynamodb:BatchGetItem", "dynamodb:Query"]
    resources = [module.catalog.arn]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "dynamodb:LeadingKeys"
      values   = ["T#*", "U#*"]
    }
  }

  statement {
    sid       = "ReadFiles"
    actions   = ["dynamodb:GetItem"]
    resources = [module.catalog.arn]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "dynamodb:LeadingKeys"
      values   = ["F#*"]
    }
  }

  # A presigned URL can do what its signer may: read a version, if the bucket's policy lets it too.
  statement {
    sid       = "SignDownloads"
    actions   = ["s3:GetObjectVersion"]
    resources = ["${local.uploads_bucket_arn}/t-*/*"]
  }

  statement {
    sid       = "SignVariants"
    actions   = ["s3:GetObject"]
    resources = ["${local.derived_bucket_arn}/t-*/*"]
  }

  statement {
    sid       = "AskForProcessing"
    actions   = ["sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [module.processing.arn]
  }
}
