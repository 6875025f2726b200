output "name" {
  description = "Name of the bucket."
  value       = aws_s3_bucket.this.id
}

output "arn" {
  description = "ARN of the bucket."
  value       = aws_s3_bucket.this.arn
}

output "protected" {
  description = "Whether the bucket refuses to be destroyed while it holds objects."
  value       = !aws_s3_bucket.this.force_destroy
}

output "incomplete_upload_days" {
  description = "After how many days S3 aborts a multipart upload."
  value       = var.incomplete_upload_days
}
