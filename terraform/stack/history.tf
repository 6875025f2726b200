# src/processor/history: the catalogue's stream is the change log of its files.

locals {
  # Which changes of a file's row people care for: that it is new or gone, another status, and what a user changes once it
  # has arrived. Steps of processing, signs of life and renewed URLs are neither. A pattern compares with what is written
  # here only, never before with after; AWS takes five: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
  recorded_changes = [
    { eventName = ["INSERT", "REMOVE"] },
    { dynamodb = { NewImage = { changedBy = { S = [{ prefix = "u-" }] }, status = { S = [{ "anything-but" = ["pending"] }] } } } },
    { dynamodb = { OldImage = { status = { S = ["pending"] } }, NewImage = { status = { S = [{ "anything-but" = ["pending"] }] } } } },
    { dynamodb = { OldImage = { status = { S = ["processing"] } }, NewImage = { status = { S = [{ "anything-but" = ["processing"] }] } } } },
    { dynamodb = { OldImage = { status = { S = ["uploaded", "completed", "failed", "quarantined"] } }, NewImage = { status = { S = ["processing", "deleted"] } } } },
  ]
}

module "history" {
  source = "../modules/function"

  name            = "${local.prefix}-history"
  description     = "Keeps the change logs of files"
  package         = local.packages.history
  handler         = "processor.history.handler.handler"
  timeout_seconds = 60
  memory_mb       = 256
  platform        = local.platform
  uses_data_key   = true

  environment = {
    CATALOG_TABLE = module.catalog.name
    HISTORY_DLQ   = module.history_dead_letters.name
  }

  policy_documents = [data.aws_iam_policy_document.history.json]
}

module "history_dead_letters" {
  source = "../modules/dead_letters"

  name             = "${local.prefix}-history"
  runbook          = "Changes of files that are missing in GET /files/{id}/history. For a day the stream still has them: docs/operations.md says how they are brought again."
  kms_key_arn      = var.kms_key_arn
  alarm_topic_arns = local.alarm_topic_arns
  plain_http_from  = var.plain_http_from
}

data "aws_iam_policy_document" "history" {
  statement {
    sid       = "ReadTheStream"
    actions   = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"]
    resources = [module.catalog.stream_arn]
  }

  statement {
    sid       = "KeepChangeLogs"
    actions   = ["dynamodb:BatchWriteItem", "dynamodb:Query"]
    resources = [module.catalog.arn]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "dynamodb:LeadingKeys"
      values   = ["F#*"]
    }
  }

  # Rows that nobody can read; and, by Lambda, where the records are that were given up.
  statement {
    sid       = "PutAwayBadRecords"
    actions   = ["sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [module.history_dead_letters.arn]
  }
}

# Records of a file stay in order, also among the batches that a shard has under way at once. What fails is tried again,
# in halves, for twelve hours: the stream keeps records for twelve more, for whoever mends what they failed by.
resource "aws_lambda_event_source_mapping" "history" {
  event_source_arn                   = module.catalog.stream_arn
  function_name                      = module.history.arn
  starting_position                  = "TRIM_HORIZON"
  batch_size                         = 100
  maximum_batching_window_in_seconds = 0
  parallelization_factor             = 4
  bisect_batch_on_function_error     = true
  maximum_record_age_in_seconds      = 43200
  maximum_retry_attempts             = -1

  filter_criteria {
    dynamic "filter" {
      for_each = local.recorded_changes

      content {
        pattern = jsonencode(merge(filter.value, { dynamodb = merge({ Keys = { sk = { S = ["FILE"] } } }, try(filter.value.dynamodb, {})) }))
      }
    }
  }

  destination_config {
    on_failure {
      destination_arn = module.history_dead_letters.arn
    }
  }
}
