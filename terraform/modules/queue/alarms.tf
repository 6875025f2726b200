resource "aws_cloudwatch_metric_alarm" "age" {
  alarm_name = "${var.name}-age"
  alarm_description = join(" ", [
    "The oldest message of ${var.name} has waited more than ${var.alarm_age_seconds} seconds: the consumer fails or is too slow.",
    "Look at the consumer's errors and throttles first, then at NumberOfMessagesSent for an unusual load.",
    "Nothing is lost: messages stay for ${var.retention_days} days.",
  ])
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateAgeOfOldestMessage"
  dimensions          = { QueueName = aws_sqs_queue.this.name }
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 1
  threshold           = var.alarm_age_seconds
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topic_arns
  ok_actions          = var.alarm_topic_arns
}

resource "aws_cloudwatch_metric_alarm" "dead_letters" {
  alarm_name = "${var.name}-dead-letters"
  alarm_description = join(" ", [
    "${aws_sqs_queue.dlq.name} holds messages that failed three times; they are kept for 14 days.",
    "Look: aws sqs receive-message --queue-url ${aws_sqs_queue.dlq.url} --visibility-timeout 0, and the consumer's log at that time.",
    "Mend the cause, then run: aws sqs start-message-move-task --source-arn ${aws_sqs_queue.dlq.arn}.",
  ])
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.dlq.name }
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topic_arns
  ok_actions          = var.alarm_topic_arns
}
