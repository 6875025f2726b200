output "name" {
  description = "Name of the function."
  value       = aws_lambda_function.this.function_name
}

output "arn" {
  description = "ARN of alias live: what event sources and schedules invoke."
  value       = aws_lambda_alias.live.arn
}

output "invoke_arn" {
  description = "Invoke ARN of alias live, for API Gateway."
  value       = aws_lambda_alias.live.invoke_arn
}

output "qualifier" {
  description = "Name of the alias, for permissions."
  value       = aws_lambda_alias.live.name
}

output "role_name" {
  description = "Name of the role that the function runs under."
  value       = aws_iam_role.this.name
}

output "timeout_seconds" {
  description = "Timeout, from which a queue derives its visibility timeout."
  value       = var.timeout_seconds
}

output "environment" {
  description = "Environment variables of the function."
  value       = local.environment
}

output "role_arn" {
  description = "ARN of the role that the function runs under, for roles that trust it."
  value       = aws_iam_role.this.arn
}
