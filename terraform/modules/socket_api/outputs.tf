# Made of the API alone: the function behind it may be told them.
output "url" {
  description = "Where clients connect: wss://…/<stage>."
  value       = "${aws_apigatewayv2_api.this.api_endpoint}/${local.stage}"
}

output "connections_arn" {
  description = "All connections of the stage, for those who send to them."
  value       = "${aws_apigatewayv2_api.this.execution_arn}/${local.stage}/POST/@connections/*"
}
