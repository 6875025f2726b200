# src/ingestion/reader: what came of events.

module "reader" {
  source = "../modules/function"

  name            = "${local.prefix}-reader"
  description     = "Reads events, their statistics and those that could not be kept"
  package         = local.packages.ingestion
  handler         = "ingestion.reader.handler.handler"
  timeout_seconds = 20
  memory_mb       = 512
  platform        = local.platform
  uses_data_key   = true

  environment = {
    CATALOG_TABLE      = module.catalog.name
    EVENTS_TABLE       = module.events.name
    EVENTS_QUEUE       = module.events_queue.name
    EVENT_ROW_DAYS     = var.events.row_days
    EVENT_MAX_AGE_DAYS = var.events.max_age_days
    UNKNOWN_TYPES      = var.events.unknown_types
  }

  policy_documents = [data.aws_iam_policy_document.reader.json]
}

data "aws_iam_policy_document" "reader" {
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
    sid       = "ReadEvents"
    actions   = ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"]
    resources = [module.events.arn]
  }

  statement {
    sid       = "ReadByUserAndUnfolded"
    actions   = ["dynamodb:Query"]
    resources = [module.events.index_arns["by_key"]]
  }

  # Sending a bad event again, and noting that.
  statement {
    sid       = "SendAgain"
    actions   = ["sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [module.events_queue.arn]
  }

  statement {
    sid       = "MarkBadEvents"
    actions   = ["dynamodb:UpdateItem"]
    resources = [module.events.arn]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "dynamodb:LeadingKeys"
      values   = ["B#*"]
    }
  }
}
