mock_provider "aws" {
  source = "../../mocks"
}

variables {
  name               = "inlet-test-sockets"
  description        = "Test"
  log_retention_days = 7
  throttling         = { rate_per_second = 5, burst = 10 }
  function           = { name = "inlet-test-one", qualifier = "live", invoke_arn = "arn:aws:apigateway:eu-central-1:lambda:path/one" }
}

run "rules" {
  assert {
    condition     = aws_apigatewayv2_api.this.protocol_type == "WEBSOCKET" && toset(keys(aws_apigatewayv2_route.this)) == toset(["$connect", "$disconnect", "$default"])
    error_message = "All that can happen to a connection has a route."
  }

  assert {
    condition     = aws_apigatewayv2_route.this["$default"].route_response_selection_expression == "$default"
    error_message = "What clients say is answered."
  }

  assert {
    condition = { for key, permission in aws_lambda_permission.this : key => permission.source_arn } == {
      "$connect"    = "arn:aws:execute-api:eu-central-1:123456789012:mockapi/live/$connect"
      "$disconnect" = "arn:aws:execute-api:eu-central-1:123456789012:mockapi/live/$disconnect"
      "$default"    = "arn:aws:execute-api:eu-central-1:123456789012:mockapi/live/$default"
    } && alltrue([for permission in aws_lambda_permission.this : permission.qualifier == "live"])
    error_message = "The function's alias is invoked by the routes of this API only."
  }

  assert {
    condition     = !can(regex("(?i)query|ip|agent|connectionId|identity", aws_apigatewayv2_stage.live.access_log_settings[0].format))
    error_message = "The access log holds no ticket, no address and no identity."
  }

  assert {
    condition     = coalesce(aws_apigatewayv2_stage.live.default_route_settings[0].data_trace_enabled, false) == false
    error_message = "Messages are not logged."
  }

  assert {
    condition     = aws_apigatewayv2_stage.live.default_route_settings[0].throttling_rate_limit == 5 && aws_apigatewayv2_stage.live.default_route_settings[0].throttling_burst_limit == 10
    error_message = "Handshakes and messages are limited."
  }

  assert {
    condition     = output.connections_arn == "arn:aws:execute-api:eu-central-1:123456789012:mockapi/live/POST/@connections/*" && output.url == "https://mockapi.execute-api.eu-central-1.amazonaws.com/live"
    error_message = "Who sends is granted sending, over this stage alone."
  }
}

run "no_limit" {
  command = plan

  variables {
    throttling = { rate_per_second = 0, burst = 1 }
  }

  expect_failures = [var.throttling]
}
