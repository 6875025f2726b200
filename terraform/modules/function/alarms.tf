locals {
  alarms = {
    errors = {
      metric = "Errors"
      runbook = join(" ", [
        "${var.name} raised or timed out at least once in five minutes.",
        "Look: aws logs tail ${aws_cloudwatch_log_group.this.name} --since 30m --filter-pattern '{ $.level = \"ERROR\" }'.",
        "If it began with a deployment, point alias live at the version before:",
        "aws lambda update-alias --function-name ${var.name} --name live --function-version <n>.",
      ])
    }
    throttles = {
      metric = "Throttles"
      runbook = join(" ", [
        "${var.name} was refused concurrency at least once in five minutes: callers got 503 or are being retried.",
        "Look: aws lambda get-account-settings (AccountLimit.ConcurrentExecutions) against the metric ConcurrentExecutions.",
        "Then ask for a higher quota, or free what another function has reserved.",
      ])
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = { for name, alarm in local.alarms : name => alarm if length(var.platform.alarm_topic_arns) > 0 }

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.runbook
  namespace           = "AWS/Lambda"
  metric_name         = each.value.metric
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
