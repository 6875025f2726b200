# A queue with its dead-letter queue. Policies and redrive live inside the two resources: the provider waits about
# 25 seconds for each queue resource that it chains.

data "aws_caller_identity" "this" {}
data "aws_partition" "this" {}
data "aws_region" "this" {}

locals {
  arn_prefix = join(":", ["arn", data.aws_partition.this.partition, "sqs", data.aws_region.this.name, data.aws_caller_identity.this.account_id])
  arn        = "${local.arn_prefix}:${var.name}"
  dlq_arn    = "${local.arn_prefix}:${var.name}-dlq"

  visibility_seconds = 6 * var.consumer_timeout_seconds # AWS's rule for Lambda consumers
}

resource "aws_sqs_queue" "this" {
  name                       = var.name
  visibility_timeout_seconds = local.visibility_seconds
  message_retention_seconds  = var.retention_days * 86400
  receive_wait_time_seconds  = 20
  sqs_managed_sse_enabled    = var.kms_key_arn == null ? true : null
  kms_master_key_id          = var.kms_key_arn
  policy                     = data.aws_iam_policy_document.this["this"].json

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dlq.arn
    maxReceiveCount     = var.max_receive_count
  })
}

resource "aws_sqs_queue" "dlq" {
  name                      = "${var.name}-dlq"
  message_retention_seconds = 14 * 86400 # the longest that SQS offers
  sqs_managed_sse_enabled   = var.kms_key_arn == null ? true : null
  kms_master_key_id         = var.kms_key_arn
  policy                    = data.aws_iam_policy_document.this["dlq"].json

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [local.arn]
  })
}
