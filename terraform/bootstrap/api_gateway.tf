# The role under which API Gateway writes the logs of WebSocket and REST APIs: one setting for account and region.

data "aws_iam_policy_document" "api_gateway" {
  statement {
    sid     = "ApiGatewayWritesLogs"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["apigateway.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "api_gateway" {
  name               = "inlet-api-gateway-logs"
  description        = "Lets API Gateway write to CloudWatch Logs"
  assume_role_policy = data.aws_iam_policy_document.api_gateway.json
}

resource "aws_iam_role_policy_attachment" "api_gateway" {
  role       = aws_iam_role.api_gateway.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
}

resource "aws_api_gateway_account" "this" {
  cloudwatch_role_arn = aws_iam_role.api_gateway.arn

  depends_on = [aws_iam_role_policy_attachment.api_gateway]
}
