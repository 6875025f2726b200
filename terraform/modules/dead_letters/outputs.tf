output "arn" {
  description = "ARN of the queue."
  value       = aws_sqs_queue.this.arn
}

# Not an attribute of the resource: who is told it need not wait for the queue to be made.
output "name" {
  description = "Name of the queue."
  value       = local.name
}
