# src/processor/verifier: reads what only its bytes can prove. Logger or sweeper → queue → verifier → arrivals.

module "verifications" {
  source = "../modules/queue"

  name                     = "${local.prefix}-verifications"
  consumer_timeout_seconds = module.verifier.timeout_seconds
  max_receive_count        = 5
  alarm_age_seconds        = 7200 # One delivery may die, and the next comes after the visibility timeout of 90 minutes.
  kms_key_arn              = var.kms_key_arn
  alarm_topic_arns         = local.alarm_topic_arns
  plain_http_from          = var.plain_http_from
}

module "verifier" {
  source = "../modules/function"

  name            = "${local.prefix}-verifier"
  description     = "Computes the SHA-256 of files for which S3 keeps none"
  package         = local.packages.verifier
  handler         = "processor.verifier.handler.handler"
  timeout_seconds = 900  # The longest that Lambda offers: it bounds uploads.max_verified_bytes.
  memory_mb       = 1769 # One whole vCPU.
  platform        = local.platform
  uses_data_key   = true

  environment = {
    UPLOADS_BUCKET      = local.uploads_bucket
    ARRIVALS_QUEUE      = module.arrivals.name
    VERIFICATIONS_QUEUE = module.verifications.name
    VERIFICATIONS_DLQ   = module.verifications.dlq_name
    RETRY_SECONDS       = 120 # Doubled with each delivery. The visibility timeout is for functions that die.
  }

  policy_documents = [data.aws_iam_policy_document.verifier.json]
}

data "aws_iam_policy_document" "verifier" {
  statement {
    sid       = "TakeRequests"
    actions   = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
    resources = [module.verifications.arn]
  }

  # What failed is delivered again in minutes, not at the visibility timeout.
  statement {
    sid       = "PostponeRequests"
    actions   = ["sqs:ChangeMessageVisibility", "sqs:GetQueueUrl"]
    resources = [module.verifications.arn]
  }

  # What no further delivery could mend goes there at once.
  statement {
    sid       = "PutAwayBadMessages"
    actions   = ["sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [module.verifications.dlq_arn]
  }

  # Beside S3 nobody else sends there: the logger believes the digest because of that.
  statement {
    sid       = "TellTheDigest"
    actions   = ["sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [module.arrivals.arn]
  }

  statement {
    sid       = "ReadVersions"
    actions   = ["s3:GetObjectVersion"]
    resources = ["${local.uploads_bucket_arn}/*"]
  }

  # Without it S3 answers 403 where an object is missing, which looks like a broken policy.
  statement {
    sid       = "TellMissingFromForbidden"
    actions   = ["s3:ListBucket"]
    resources = [local.uploads_bucket_arn]
  }
}

resource "aws_lambda_event_source_mapping" "verifications" {
  event_source_arn        = module.verifications.arn
  function_name           = module.verifier.arn
  batch_size              = 1 # Each may take all the time there is.
  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = var.uploads.verified_at_once
  }
}
