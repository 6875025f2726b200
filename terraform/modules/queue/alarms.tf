locals {
  alarms = {
    age = {
      queue     = aws_sqs_queue.this.name
      metric    = "ApproximateAgeOfOldestMessage"
      threshold = var.alarm_age_seconds
      runbook = join(" ", [
        "The oldest message of ${var.name} has waited ${var.alarm_age_seconds} seconds: its consumer fails or is too slow.",
        "Look at the consumer's errors and throttles first, then at the metric NumberOfMessagesSent for an unusual load.",
        "Nothing is lost: messages stay for ${var.retention_days} days.",
      ])
    }
    dead-letters = {
      queue     = aws_sqs_queue.dlq.name
      metric    = "ApproximateNumberOfMessagesVisible"
      threshold = 1
      runbook = join(" ", [
        "${aws_sqs_queue.dlq.name} holds messages that were not done with after ${var.max_receive_count} deliveries, or that their consumer or who delivers to it put there at once; they are kept for 14 days.",
        "Look: aws sqs receive-message --queue-url ${aws_sqs_queue.dlq.url}, and the consumer's log at that time.",
        "Mend the cause, then run: aws sqs start-message-move-task --source-arn ${aws_sqs_queue.dlq.arn} --destination-arn ${aws_sqs_queue.this.arn}",
        "(without a destination SQS moves no message that was put there).",
      ])
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = { for name, alarm in local.alarms : name => alarm if length(var.alarm_topic_arns) > 0 }

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.runbook
  namespace           = "AWS/SQS"
  metric_name         = each.value.metric
  dimensions          = { QueueName = each.value.queue }
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 1
  threshold           = each.value.threshold
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topic_arns
  ok_actions          = var.alarm_topic_arns
}
