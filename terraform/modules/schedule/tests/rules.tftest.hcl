mock_provider "aws" {
  source = "../../mocks"
}

variables {
  name         = "inlet-test-sweeper"
  description  = "Each hour"
  expression   = "cron(35 * * * ? *)"
  function_arn = "arn:aws:lambda:eu-central-1:123456789012:function:inlet-test-sweeper:live"
}

run "rules" {
  assert {
    condition = [for statement in data.aws_iam_policy_document.this.statement : [statement.actions, statement.resources]] == [
      [toset(["lambda:InvokeFunction"]), toset([var.function_arn])]
    ]
    error_message = "The schedule may invoke its own function and nothing else."
  }

  assert {
    condition = (
      one(data.aws_iam_policy_document.trust.statement[0].principals).identifiers == toset(["scheduler.amazonaws.com"])
      && one(data.aws_iam_policy_document.trust.statement[0].condition).values == tolist(["123456789012"])
    )
    error_message = "Only the scheduler, for this account, takes the role."
  }

  assert {
    condition     = aws_scheduler_schedule.this.schedule_expression_timezone == "UTC"
    error_message = "Schedules run by UTC."
  }
}

run "bad_input" {
  command = plan

  variables {
    expression = "hourly"
  }

  expect_failures = [var.expression]
}
