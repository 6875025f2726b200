output "arn" {
  description = "ARN of the schedule."
  value       = aws_scheduler_schedule.this.arn
}

output "input" {
  description = "Event that the function is invoked with; null: the scheduler's own."
  value       = aws_scheduler_schedule.this.target[0].input
}
