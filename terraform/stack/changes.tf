# src/ingestion/changes: files get other names, tags, metadata and projects, are deleted, and come back.

module "changes" {
  source = "../modules/function"

  name            = "${local.prefix}-changes"
  description     = "Changes, deletes and restores files, one or many"
  package         = local.packages.ingestion
  handler         = "ingestion.changes.handler.handler"
  timeout_seconds = 29 # a hundred files in a request; the API itself gives up after 30
  memory_mb       = 512
  platform        = local.platform
  uses_data_key   = true

  environment = {
    CATALOG_TABLE    = module.catalog.name
    PROCESSING_QUEUE = module.processing.name
    SCANNER          = var.scan.scanner
    RESTORE_DAYS     = var.uploads.restore_days
    MEDIA_TYPES      = local.media_types_json
  }

  policy_documents = [data.aws_iam_policy_document.changes.json]
}

data "aws_iam_policy_document" "changes" {
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
    sid       = "ChangeFiles"
    actions   = ["dynamodb:GetItem", "dynamodb:UpdateItem"]
    resources = [module.catalog.arn]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "dynamodb:LeadingKeys"
      values   = ["F#*"]
    }
  }

  statement {
    sid       = "KeepLists"
    actions   = ["dynamodb:DeleteItem", "dynamodb:PutItem"]
    resources = [module.catalog.arn]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "dynamodb:LeadingKeys"
      values   = ["L#*"]
    }
  }

  # A file that was deleted before it was processed is to be processed when it comes back.
  statement {
    sid       = "AskForProcessing"
    actions   = ["sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [module.processing.arn]
  }
}
