output "arn" {
  description = "ARN of the queue."
  value       = aws_sqs_queue.this.arn
}

output "url" {
  description = "URL of the queue."
  value       = aws_sqs_queue.this.url
}

output "dlq_arn" {
  description = "ARN of the dead-letter queue."
  value       = aws_sqs_queue.dlq.arn
}

# Names, not attributes of the resources: who is told them need not wait for the queues to be made.
output "name" {
  description = "Name of the queue."
  value       = var.name
}

output "dlq_name" {
  description = "Name of the dead-letter queue."
  value       = "${var.name}-dlq"
}

output "dlq_url" {
  description = "URL of the dead-letter queue."
  value       = aws_sqs_queue.dlq.url
}
