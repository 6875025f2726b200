# src/processor/events: queue of events → table, archive, bad events. Each event once, however often it is delivered.

module "event_processor" {
  source = "../modules/function"

  name        = "${local.prefix}-events"
  description = "Stores, archives and counts events, each once"
  package     = local.packages.events
  handler     = "processor.events.handler.handler"
  memory_mb   = 1769 # One whole vCPU: inflating and building rows is most of the work.
  platform    = local.platform

  # Ten full messages take seconds; DynamoDB that throttles each of them, a minute. A message for which no time is left
  # has used up a delivery, of three. Longer would only delay the next delivery, for which the queue waits six times this.
  timeout_seconds = 120
  uses_data_key   = true

  environment = {
    EVENTS_TABLE   = module.events.name
    EVENTS_DLQ     = module.events_queue.dlq_name
    ARCHIVE_BUCKET = local.archive_bucket
    EVENT_ROW_DAYS = var.events.row_days
  }

  policy_documents = concat([data.aws_iam_policy_document.event_processor.json], data.aws_iam_policy_document.batches[*].json)
}

data "aws_iam_policy_document" "event_processor" {
  statement {
    sid       = "TakeEvents"
    actions   = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
    resources = [module.events_queue.arn]
  }

  # What no further delivery could mend goes there at once.
  statement {
    sid       = "PutAwayBadMessages"
    actions   = ["sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [module.events_queue.dlq_arn]
  }

  # It can add rows, never change or delete one.
  statement {
    sid       = "AddRows"
    actions   = ["dynamodb:PartiQLInsert"]
    resources = [module.events.arn]
  }

  statement {
    sid       = "TellWhoWasFirst"
    actions   = ["dynamodb:BatchGetItem"]
    resources = [module.events.arn]
  }

  statement {
    sid       = "Archive"
    actions   = ["s3:PutObject"]
    resources = ["${local.archive_bucket_arn}/events/*"]
  }
}

# An embedded cloud asks IAM for the call, where AWS asks for what its statements do.
data "aws_iam_policy_document" "batches" {
  count = var.events.batches_as_calls ? 1 : 0

  statement {
    sid       = "CallInBatches"
    actions   = ["dynamodb:BatchExecuteStatement"]
    resources = ["*"]
  }
}

resource "aws_lambda_event_source_mapping" "events" {
  event_source_arn        = module.events_queue.arn
  function_name           = module.event_processor.arn
  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = var.events.processed_at_once
  }
}
