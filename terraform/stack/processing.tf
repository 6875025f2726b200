# src/processor/router: S3 tells EventBridge of each object → queue → router, which runs the state machine to its end.

locals {
  # GuardDuty tells of each object itself once it has scanned it: https://docs.aws.amazon.com/guardduty/latest/ug/monitor-with-eventbridge-s3-malware-protection.html
  arrival_events = var.scan.scanner == "guardduty" ? jsonencode({
    source      = ["aws.guardduty"]
    detail-type = ["GuardDuty Malware Protection Object Scan Result"]
    detail      = { s3ObjectDetails = { bucketName = [local.uploads_bucket] } }
    }) : jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    detail      = { bucket = { name = [local.uploads_bucket] } }
  })

  # How many files a run of the router works on, all at once.
  router_batch = 5

  # The last one records that the file could not be processed.
  processing_deliveries = 3
}

module "processing" {
  source = "../modules/queue"

  name                     = "${local.prefix}-processing"
  consumer_timeout_seconds = module.router.timeout_seconds
  max_receive_count        = local.processing_deliveries
  alarm_age_seconds        = 7200 # A delivery may die, and the next comes after the visibility timeout of half an hour.
  kms_key_arn              = var.kms_key_arn
  alarm_topic_arns         = local.alarm_topic_arns
  plain_http_from          = var.plain_http_from

  producers = {
    ObjectEvents = { service = "events.amazonaws.com", source_arn = aws_cloudwatch_event_rule.arrivals.arn }
  }

  undelivered_from = {
    ObjectEvents = { service = "events.amazonaws.com", source_arn = aws_cloudwatch_event_rule.arrivals.arn }
  }
}

resource "aws_cloudwatch_event_rule" "arrivals" {
  name        = "${local.prefix}-processing"
  description = "Objects that came into the uploads bucket are to be processed"

  event_pattern = local.arrival_events
}

resource "aws_cloudwatch_event_target" "processing" {
  rule      = aws_cloudwatch_event_rule.arrivals.name
  target_id = "processing"
  arn       = module.processing.arn

  # EventBridge tries for a day, then drops what it could not deliver; its event can be redriven as it is.
  dead_letter_config {
    arn = module.processing.dlq_arn
  }
}

module "router" {
  source = "../modules/function"

  name            = "${local.prefix}-router"
  description     = "Runs each file through processing and waits for its end"
  package         = local.packages.router
  handler         = "processor.router.handler.handler"
  timeout_seconds = local.machine_seconds + 30
  memory_mb       = 256
  platform        = local.platform
  uses_data_key   = true

  environment = {
    CATALOG_TABLE      = module.catalog.name
    UPLOADS_BUCKET     = local.uploads_bucket
    PROCESSING_QUEUE   = module.processing.name
    PROCESSING_DLQ     = module.processing.dlq_name
    STATE_MACHINE      = aws_sfn_state_machine.processing.arn
    MACHINE_SECONDS    = local.machine_seconds
    LOST_AFTER_SECONDS = module.processing.cycle_seconds
    MAX_RECEIVE_COUNT  = local.processing_deliveries
    SCANNER            = var.scan.scanner
    RETRY_SECONDS      = 60 # Doubled with each delivery. The visibility timeout is for functions that die.
  }

  policy_documents = [data.aws_iam_policy_document.router.json]
}

data "aws_iam_policy_document" "router" {
  statement {
    sid       = "TakeRequests"
    actions   = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
    resources = [module.processing.arn]
  }

  # What failed is delivered again in minutes, not at the visibility timeout.
  statement {
    sid       = "PostponeRequests"
    actions   = ["sqs:ChangeMessageVisibility", "sqs:GetQueueUrl"]
    resources = [module.processing.arn]
  }

  # What no further delivery could mend goes there at once.
  statement {
    sid       = "PutAwayBadMessages"
    actions   = ["sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [module.processing.dlq_arn]
  }

  statement {
    sid       = "AdmitAndBeginRuns"
    actions   = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
    resources = [module.catalog.arn]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "dynamodb:LeadingKeys"
      values   = local.rows_of_files
    }
  }

  statement {
    sid       = "ExamineVersions"
    actions   = ["s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectVersionTagging"]
    resources = ["${local.uploads_bucket_arn}/*"]
  }

  # Without it S3 answers 403 where an object is missing, which looks like a broken policy.
  statement {
    sid       = "TellMissingFromForbidden"
    actions   = ["s3:ListBucket"]
    resources = [local.uploads_bucket_arn]
  }

  statement {
    sid       = "RunTheMachine"
    actions   = ["states:StartSyncExecution"]
    resources = [local.machine_arn]
  }
}

resource "aws_lambda_event_source_mapping" "processing" {
  event_source_arn        = module.processing.arn
  function_name           = module.router.arn
  batch_size              = local.router_batch
  enabled                 = !var.processing.paused
  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = var.processing.at_once
  }
}
