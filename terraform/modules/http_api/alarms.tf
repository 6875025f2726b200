resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = length(var.alarm_topic_arns) > 0 ? toset(["5xx"]) : toset([])

  alarm_name = "${var.name}-${each.key}"
  alarm_description = join(" ", [
    "${var.name} answered at least one request in five minutes with 5xx.",
    "Look: aws logs tail ${aws_cloudwatch_log_group.access.name} --since 30m --filter-pattern '{ $.status = \"5*\" }'",
    "for route and requestId, then for that requestId in the log of the route's function.",
  ])
  namespace           = "AWS/ApiGateway"
  metric_name         = each.key
  dimensions          = { ApiId = aws_apigatewayv2_api.this.id }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topic_arns
  ok_actions          = var.alarm_topic_arns
}
