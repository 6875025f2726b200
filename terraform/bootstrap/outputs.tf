output "state_bucket" {
  description = "Bucket for -backend-config=bucket=…"
  value       = module.state.name
}

output "plan_role_arns" {
  description = "Role that GitHub Actions assume to plan, by environment."
  value       = { for name, role in aws_iam_role.plan : name => role.arn }
}

output "deploy_role_arns" {
  description = "Role that GitHub Actions assume to deploy and destroy, by environment."
  value       = { for name, role in aws_iam_role.deploy : name => role.arn }
}

output "boundary_arns" {
  description = "Permissions boundary of the roles of each environment."
  value       = { for name, policy in aws_iam_policy.boundary : name => policy.arn }
}
