output "id" {
  description = "Id of the pool."
  value       = aws_cognito_user_pool.this.id
}

output "client_id" {
  description = "Id of the public client: the audience of its tokens."
  value       = aws_cognito_user_pool_client.this.id
}

output "issuer" {
  description = "Issuer of the tokens."
  value       = "https://${aws_cognito_user_pool.this.endpoint}"
}

output "sign_in_url" {
  description = "Base URL of the hosted sign-in."
  value       = "https://${aws_cognito_user_pool_domain.this.domain}.auth.${data.aws_region.this.name}.amazoncognito.com"
}

output "scope" {
  description = "Scope that the API demands."
  value       = one(aws_cognito_resource_server.this.scope_identifiers)
}

output "operators" {
  description = "The claim of access tokens that names a user's groups, and the group of operators."
  value       = { claim = "cognito:groups", value = aws_cognito_user_group.operators.name }
}

output "protected" {
  description = "Whether the pool refuses to be deleted."
  value       = aws_cognito_user_pool.this.deletion_protection == "ACTIVE"
}
