output "id" {
  description = "Id of the API."
  value       = aws_apigatewayv2_api.this.id
}

output "url" {
  description = "Where the API is reached, without a trailing slash."
  value       = aws_apigatewayv2_api.this.api_endpoint
}
