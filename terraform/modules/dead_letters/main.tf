# A queue for what a function could not do, and that came to it from no queue: a stream, which cannot take it back.

data "aws_caller_identity" "this" {}
data "aws_partition" "this" {}
data "aws_region" "this" {}

locals {
  name = "${var.name}-dlq"
  arn  = join(":", ["arn", data.aws_partition.this.partition, "sqs", data.aws_region.this.name, data.aws_caller_identity.this.account_id, local.name])
}

resource "aws_sqs_queue" "this" {
  name                      = local.name
  message_retention_seconds = 14 * 86400 # the longest that SQS offers
  sqs_managed_sse_enabled   = var.kms_key_arn == null ? true : null
  kms_master_key_id         = var.kms_key_arn
  policy                    = data.aws_iam_policy_document.this.json
}

resource "aws_cloudwatch_metric_alarm" "this" {
  count = length(var.alarm_topic_arns) > 0 ? 1 : 0

  alarm_name          = "${var.name}-dead-letters"
  alarm_description   = "${local.name} holds what was given up; it is kept for 14 days. Look: aws sqs receive-message --queue-url ${aws_sqs_queue.this.url} --message-attribute-names All. ${var.runbook}"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.this.name }
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topic_arns
  ok_actions          = var.alarm_topic_arns
}
