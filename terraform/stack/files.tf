# src/ingestion/files: what the catalogue has of files, one or lists of them, and where their content is fetched.

module "files" {
  source = "../modules/function"

  name            = "${local.prefix}-files"
  description     = "Lists files and tells what is known of them, signs downloads, asks for processing once more"
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
    MEDIA_TYPES          = local.media_types_json
    INDEX_SPREAD         = local.index_spread_json
    CURSOR_KEYS          = local.cursor_keys
    DISTRIBUTION         = local.distribution_json
  }

  policy_documents = [for document in concat([data.aws_iam_policy_document.files], values(data.aws_iam_policy_document.files_through_cdn)) : document.json]
}

data "aws_iam_policy_document" "files" {
  statement {
    sid       = "TellWhoIsAskingAndReadFiles"
    actions   = ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"]
    resources = [module.catalog.arn]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "dynamodb:LeadingKeys"
      values   = ["F#*", "L#*", "T#*", "U#*"]
    }
  }

  statement {
    sid       = "FindFilesByStatus"
    actions   = ["dynamodb:Query"]
    resources = [module.catalog.index_arns.by_status]
  }

  # A presigned URL can do what its signer may: read a version, if the bucket's policy lets it too. Where CloudFront reads
  # in its own name, the signer need not.
  dynamic "statement" {
    for_each = local.distribution_arn == null ? ["s3"] : []

    content {
      sid       = "SignDownloads"
      actions   = ["s3:GetObjectVersion"]
      resources = ["${local.uploads_bucket_arn}/t-*/*"]
    }
  }

  dynamic "statement" {
    for_each = local.distribution_arn == null ? ["s3"] : []

    content {
      sid       = "SignVariants"
      actions   = ["s3:GetObject"]
      resources = ["${local.derived_bucket_arn}/t-*/*"]
    }
  }

  # Encrypted with SSM's own key, which is open to all of the account who may read the parameter, or with the data key.
  statement {
    sid       = "ReadCursorKeys"
    actions   = ["ssm:GetParameter"]
    resources = [local.cursor_keys_arn]
  }

  statement {
    sid       = "AskForProcessing"
    actions   = ["sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [module.processing.arn]
  }
}
