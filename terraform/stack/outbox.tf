# src/processor/outbox: the catalogue's stream is the outbox of files' changes of status, which are told to one topic.

locals {
  # Which changes of a row are changes of status, so that Lambda is asked for no others. A pattern compares with what is
  # written here only, never before with after; AWS takes five: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
  status_changes = [
    { from = ["pending"], to = [{ "anything-but" = ["pending"] }] },
    { from = ["uploaded"], to = [{ "anything-but" = ["uploaded"] }] },
    { from = ["processing"], to = [{ "anything-but" = ["processing"] }] },
    { from = ["completed", "failed", "quarantined"], to = ["processing", "deleted"] },
    { from = ["deleted"], to = [{ "anything-but" = ["deleted"] }] },
  ]
}

module "outbox" {
  source = "../modules/function"

  name            = "${local.prefix}-outbox"
  description     = "Tells the topic of each change of a file's status"
  package         = local.packages.pushes
  handler         = "processor.outbox.handler.handler"
  timeout_seconds = 30
  memory_mb       = 256
  platform        = local.platform
  uses_data_key   = true

  environment = {
    STATUS_TOPIC = module.status_topic.arn
    PUSHES_DLQ   = module.pushes.dlq_name
  }

  policy_documents = [data.aws_iam_policy_document.outbox.json]
}

data "aws_iam_policy_document" "outbox" {
  statement {
    sid       = "ReadTheStream"
    actions   = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"]
    resources = [module.catalog.stream_arn]
  }

  statement {
    sid       = "TellTheTopic"
    actions   = ["sns:Publish"]
    resources = [module.status_topic.arn]
  }

  # Rows that nobody can read; and, by Lambda, where the records are that were given up.
  statement {
    sid       = "PutAwayBadRecords"
    actions   = ["sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [module.pushes.dlq_arn]
  }
}

# Records of a file stay in order. What fails is tried again, in halves, until SNS takes it or an hour is over.
resource "aws_lambda_event_source_mapping" "outbox" {
  event_source_arn                   = module.catalog.stream_arn
  function_name                      = module.outbox.arn
  starting_position                  = "TRIM_HORIZON"
  batch_size                         = 100
  maximum_batching_window_in_seconds = 0
  bisect_batch_on_function_error     = true
  maximum_record_age_in_seconds      = 3600
  maximum_retry_attempts             = -1

  filter_criteria {
    dynamic "filter" {
      for_each = local.status_changes

      content {
        pattern = jsonencode({ dynamodb = {
          Keys     = { sk = { S = ["FILE"] } }
          OldImage = { status = { S = filter.value.from } }
          NewImage = { status = { S = filter.value.to } }
        } })
      }
    }
  }

  destination_config {
    on_failure {
      destination_arn = module.pushes.dlq_arn
    }
  }
}

# Tells which files a tenant has.
module "status_topic" {
  source = "../modules/topic"

  name            = "${local.prefix}-status"
  kms_key_arn     = var.kms_key_arn
  plain_http_from = var.plain_http_from
}
