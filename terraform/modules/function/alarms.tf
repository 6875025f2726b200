locals {
  logs_hint = "aws logs tail ${aws_cloudwatch_log_group.this.name} --since 30m"
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name = "${var.name}-errors"
  alarm_description = join(" ", [
    "${var.name} raised or timed out at least once in five minutes.",
    "Look: ${local.logs_hint} --filter-pattern '{ $.level = \"ERROR\" }'.",
    "If it began with a deployment, point alias live at the version before:",
    "aws lambda update-alias --function-name ${var.name} --name live --function-version <n>.",
  ])
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = aws_lambda_function.this.function_name }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.platform.alarm_topic_arns
  ok_actions          = var.platform.alarm_topic_arns
}

resource "aws_cloudwatch_metric_alarm" "throttles" {
  alarm_name = "${var.name}-throttles"
  alarm_description = join(" ", [
    "${var.name} was refused concurrency at least once in five minutes: callers got 503 or are being retried.",
    "Look: aws lambda get-account-settings (AccountLimit.ConcurrentExecutions) against the ConcurrentExecutions metric.",
    "Then ask for a higher quota, or free what another function has reserved.",
  ])
  namespace           = "AWS/Lambda"
  metric_name         = "Throttles"
  dimensions          = { FunctionName = aws_lambda_function.this.function_name }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.platform.alarm_topic_arns
  ok_actions          = var.platform.alarm_topic_arns
}
