# A WebSocket API with one function behind it. Who may connect is told by the function: no authorizer of API Gateway
# takes what a browser can send with a handshake.

locals {
  stage = "live"
}

resource "aws_apigatewayv2_api" "this" {
  name                       = var.name
  description                = var.description
  protocol_type              = "WEBSOCKET"
  route_selection_expression = "$request.body.action"
  tags                       = var.tags
}

resource "aws_apigatewayv2_integration" "this" {
  api_id             = aws_apigatewayv2_api.this.id
  description        = var.function.name
  integration_type   = "AWS_PROXY"
  integration_method = "POST"
  integration_uri    = var.function.invoke_arn

  # It means nothing to a Lambda proxy, yet AWS returns a value.
  lifecycle {
    ignore_changes = [passthrough_behavior]
  }
}

resource "aws_apigatewayv2_route" "this" {
  #checkov:skip=CKV_AWS_309:The function takes the ticket at $connect; API Gateway authorizes nothing after that

  for_each = toset(["$connect", "$disconnect", "$default"])

  api_id             = aws_apigatewayv2_api.this.id
  route_key          = each.key
  target             = "integrations/${aws_apigatewayv2_integration.this.id}"
  authorization_type = "NONE"

  # What the function says goes back to the client: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-response.html
  route_response_selection_expression = each.key == "$default" ? "$default" : null
}

resource "aws_apigatewayv2_route_response" "default" {
  api_id             = aws_apigatewayv2_api.this.id
  route_id           = aws_apigatewayv2_route.this["$default"].id
  route_response_key = "$default"
}

resource "aws_lambda_permission" "this" {
  for_each = aws_apigatewayv2_route.this

  statement_id  = "Socket-${trimprefix(each.key, "$")}"
  action        = "lambda:InvokeFunction"
  function_name = var.function.name
  qualifier     = var.function.qualifier
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.this.execution_arn}/${local.stage}/${each.key}"
}
