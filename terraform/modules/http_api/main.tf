# An HTTP API: every route asks for a token with the scope, except those said to be public.

resource "aws_apigatewayv2_api" "this" {
  name          = var.name
  description   = var.description
  protocol_type = "HTTP"
  tags          = var.tags

  # With CORS configured API Gateway answers preflights itself, before routes and authorizer, $default included.
  dynamic "cors_configuration" {
    for_each = length(var.cors.origins) == 0 ? [] : [var.cors]

    content {
      allow_origins  = cors_configuration.value.origins
      allow_methods  = cors_configuration.value.methods
      allow_headers  = cors_configuration.value.headers
      expose_headers = cors_configuration.value.expose_headers
      max_age        = 3600
    }
  }
}

resource "aws_apigatewayv2_authorizer" "jwt" {
  name             = "jwt"
  api_id           = aws_apigatewayv2_api.this.id
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]

  jwt_configuration {
    issuer   = var.authorizer.issuer
    audience = var.authorizer.audience
  }

  # Means nothing to a JWT authorizer, yet the emulator returns a value.
  lifecycle {
    ignore_changes = [authorizer_payload_format_version]
  }
}

resource "aws_apigatewayv2_integration" "this" {
  for_each = var.functions

  api_id                 = aws_apigatewayv2_api.this.id
  description            = each.value.name
  integration_type       = "AWS_PROXY"
  integration_method     = "POST"
  integration_uri        = each.value.invoke_arn
  payload_format_version = "2.0"
  timeout_milliseconds   = 30000
}

resource "aws_apigatewayv2_route" "this" {
  #checkov:skip=CKV_AWS_309:Routes are JWT unless said to be public, which checkov cannot follow; terraform test does

  for_each = var.routes

  api_id               = aws_apigatewayv2_api.this.id
  route_key            = each.key
  target               = "integrations/${aws_apigatewayv2_integration.this[each.value.function].id}"
  authorization_type   = each.value.public ? "NONE" : "JWT"
  authorizer_id        = each.value.public ? null : aws_apigatewayv2_authorizer.jwt.id
  authorization_scopes = each.value.public ? null : var.authorizer.scopes
}

# The source is the route: stage, method and path, a path parameter standing as a wildcard.
resource "aws_lambda_permission" "this" {
  for_each = var.routes

  statement_id  = "Api-${replace(each.key, "/[^A-Za-z0-9]+/", "-")}"
  action        = "lambda:InvokeFunction"
  function_name = var.functions[each.value.function].name
  qualifier     = var.functions[each.value.function].qualifier
  principal     = "apigateway.amazonaws.com"
  source_arn = join("/", [
    aws_apigatewayv2_api.this.execution_arn,
    aws_apigatewayv2_stage.default.name,
    replace(replace(each.key, " ", ""), "/{[^}]+}/", "*"),
  ])
}
