# Vended-logs names keep the account's log resource policy from growing with every API.
resource "aws_cloudwatch_log_group" "access" {
  #checkov:skip=CKV_AWS_338:Retention is an argument; prod keeps a year

  name              = "/aws/vendedlogs/apis/${var.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_apigatewayv2_stage" "live" {
  #checkov:skip=CKV2_AWS_51:Browsers connect, which have no certificate; a ticket says who does

  api_id      = aws_apigatewayv2_api.this.id
  name        = local.stage
  description = "The one stage"
  auto_deploy = true

  # No data_trace: it would write what clients say, and with the handshake their tickets.
  default_route_settings {
    detailed_metrics_enabled = true
    throttling_burst_limit   = var.throttling.burst
    throttling_rate_limit    = var.throttling.rate_per_second
  }

  # Which route, how it ended and how long it took. No address, user agent, query (the ticket) or message.
  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format = jsonencode({
      requestId          = "$context.requestId"
      requestTime        = "$context.requestTime"
      routeKey           = "$context.routeKey"
      eventType          = "$context.eventType"
      status             = "$context.status"
      integrationLatency = "$context.integrationLatency"
      integrationError   = "$context.integrationErrorMessage"
    })
  }
}
