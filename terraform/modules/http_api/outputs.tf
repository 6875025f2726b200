output "id" {
  description = "Id of the API."
  value       = aws_apigatewayv2_api.this.id
}

output "url" {
  description = "Where the API is reached, without a trailing slash."
  value       = aws_apigatewayv2_api.this.api_endpoint
}

output "authorization" {
  description = "How each route is authorized, by route key: NONE or JWT."
  value       = { for key, route in aws_apigatewayv2_route.this : key => route.authorization_type }
}
