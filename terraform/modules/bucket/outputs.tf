output "name" {
  description = "Name of the bucket."
  value       = aws_s3_bucket.this.id
}

output "arn" {
  description = "ARN of the bucket."
  value       = aws_s3_bucket.this.arn
}

output "regional_domain_name" {
  description = "Host at which S3 serves the bucket in its region."
  value       = aws_s3_bucket.this.bucket_regional_domain_name
}

output "readers" {
  description = "By the id of its statement: which distribution of CloudFront reads objects, and by which action."
  value       = { for sid, reader in var.readers : sid => "${reader.action} ${reader.distribution_arn}" }
}

output "protected" {
  description = "Whether the bucket refuses to be destroyed while it holds objects."
  value       = !aws_s3_bucket.this.force_destroy
}

output "incomplete_upload_days" {
  description = "After how many days S3 aborts a multipart upload."
  value       = var.incomplete_upload_days
}

output "transitions" {
  description = "By name: to which storage class objects of which tags move, and when."
  value = { for name, rule in var.transitions :
    name => "${rule.storage_class} after ${rule.days} days, ${join(" ", [for key, value in rule.tags : "${key}=${value}"])}"
  }
}

output "expiration_days" {
  description = "After how many days every object is deleted; null for never."
  value       = var.expiration_days
}

output "expirations" {
  description = "After how many days objects are deleted, by the prefix of their keys."
  value       = { for rule in values(var.expirations) : rule.prefix => rule.days }
}
