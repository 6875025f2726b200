mock_provider "aws" {
  source = "../../mocks"
}

variables {
  name               = "inlet-test"
  description        = "Test"
  log_retention_days = 7
  alarm_topic_arns   = ["arn:aws:sns:eu-central-1:123456789012:alarms"]
  throttling         = { rate_per_second = 5, burst = 10 }
  cors               = { origins = ["https://app.example.com"] }
  authorizer         = { issuer = "https://issuer.example.com", audience = ["client"], scopes = ["inlet/api"] }
  functions = {
    one = { name = "inlet-test-one", qualifier = "live", invoke_arn = "arn:aws:apigateway:eu-central-1:lambda:path/one" }
  }
  routes = {
    "GET /health"         = { function = "one", public = true }
    "$default"            = { function = "one", public = true }
    "GET /uploads/{id}"   = { function = "one" }
    "POST /uploads/{id}"  = { function = "one" }
    "DELETE /uploads/now" = { function = "one" }
  }
}

run "rules" {
  assert {
    condition = alltrue([for key, route in aws_apigatewayv2_route.this :
      route.authorization_type == "JWT" && route.authorization_scopes == toset(["inlet/api"]) && route.authorizer_id == aws_apigatewayv2_authorizer.jwt.id
      if !var.routes[key].public
    ])
    error_message = "Every route that is not public demands a token with the scope."
  }

  assert {
    condition     = alltrue([for key, route in aws_apigatewayv2_route.this : route.authorization_type == "NONE" if var.routes[key].public])
    error_message = "Public routes ask for no token."
  }

  assert {
    condition     = aws_apigatewayv2_authorizer.jwt.jwt_configuration[0].issuer == "https://issuer.example.com" && aws_apigatewayv2_authorizer.jwt.jwt_configuration[0].audience == toset(["client"])
    error_message = "Tokens come from the one issuer and are meant for the one client."
  }

  assert {
    condition = { for key, permission in aws_lambda_permission.this : key => permission.source_arn } == {
      "GET /health"         = "arn:aws:execute-api:eu-central-1:123456789012:mockapi/$default/GET/health"
      "$default"            = "arn:aws:execute-api:eu-central-1:123456789012:mockapi/$default/$default"
      "GET /uploads/{id}"   = "arn:aws:execute-api:eu-central-1:123456789012:mockapi/$default/GET/uploads/*"
      "POST /uploads/{id}"  = "arn:aws:execute-api:eu-central-1:123456789012:mockapi/$default/POST/uploads/*"
      "DELETE /uploads/now" = "arn:aws:execute-api:eu-central-1:123456789012:mockapi/$default/DELETE/uploads/now"
    }
    error_message = "Each function is invoked by its own routes only."
  }

  assert {
    condition     = alltrue([for permission in aws_lambda_permission.this : permission.qualifier == "live"])
    error_message = "The API invokes the alias, never the latest code."
  }

  assert {
    condition     = aws_apigatewayv2_api.this.cors_configuration[0].allow_origins == toset(["https://app.example.com"])
    error_message = "Pages of the given origins alone may call."
  }

  assert {
    condition     = aws_apigatewayv2_stage.default.default_route_settings[0].throttling_rate_limit == 5 && aws_apigatewayv2_stage.default.default_route_settings[0].throttling_burst_limit == 10
    error_message = "The stage is throttled."
  }

  assert {
    condition     = contains(keys(jsondecode(aws_apigatewayv2_stage.default.access_log_settings[0].format)), "requestId")
    error_message = "The access log carries the request id."
  }

  assert {
    condition     = !can(regex("identity|authorizer\\.claims|userAgent|sourceIp|context\\.path|querystring", aws_apigatewayv2_stage.default.access_log_settings[0].format))
    error_message = "The access log holds no personal data."
  }

  assert {
    condition     = [for alarm in aws_cloudwatch_metric_alarm.this : alarm.metric_name] == ["5xx"]
    error_message = "Server errors raise an alarm."
  }
}

run "bad_input" {
  command = plan

  variables {
    authorizer = { issuer = "https://issuer.example.com", audience = ["client"], scopes = [] }
    routes     = { "FETCH /x" = { function = "one" } }
    throttling = { rate_per_second = 0, burst = 0 }
  }

  expect_failures = [var.authorizer, var.routes, var.throttling]
}
