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

output "undelivered_from" {
  description = "Who may put into the dead-letter queue what it could not deliver: the ARN of its source, by name."
  value       = { for name, service in var.undelivered_from : name => service.source_arn }
}

output "cycle_seconds" {
  description = "How long all deliveries of one message may take, when the consumer dies in each of them."
  value       = local.visibility_seconds * var.max_receive_count
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
