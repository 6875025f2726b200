# One function invoked by the clock.

resource "aws_scheduler_schedule" "this" {
  #checkov:skip=CKV_AWS_297:A schedule holds a function's name and no data

  name                         = var.name
  description                  = var.description
  schedule_expression          = var.expression
  schedule_expression_timezone = "UTC"
  state                        = "ENABLED"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = var.function_arn
    role_arn = aws_iam_role.this.arn
    input    = var.input

    # A run that came too late is worth less than the next one.
    retry_policy {
      maximum_event_age_in_seconds = var.retry_seconds
      maximum_retry_attempts       = 3
    }
  }

  depends_on = [aws_iam_role_policy.this]
}
