mock_provider "aws" {
  source = "../../mocks"
}

variables {
  name             = "inlet-test-history"
  runbook          = "Mend it."
  alarm_topic_arns = ["arn:aws:sns:eu-central-1:123456789012:alarms"]
}

run "rules" {
  assert {
    condition     = aws_sqs_queue.this.name == "inlet-test-history-dlq" && aws_sqs_queue.this.message_retention_seconds == 1209600
    error_message = "What was given up is kept for 14 days."
  }

  assert {
    condition     = aws_sqs_queue.this.sqs_managed_sse_enabled && aws_sqs_queue.this.policy == data.aws_iam_policy_document.this.json
    error_message = "The queue is encrypted, and has its policy."
  }

  assert {
    condition = [for statement in data.aws_iam_policy_document.this.statement : [
      statement.sid, statement.effect, statement.actions, statement.resources, one(statement.principals).identifiers,
      [for condition in statement.condition : "${condition.test} ${condition.variable} ${one(condition.values)}"],
      ]] == [[
      "DenyWithoutTls", "Deny", toset(["sqs:*"]), toset([local.arn]), toset(["*"]), ["Bool aws:SecureTransport false"],
    ]]
    error_message = "It refuses whatever comes without TLS."
  }

  assert {
    condition = (
      one(aws_cloudwatch_metric_alarm.this).alarm_name == "inlet-test-history-dead-letters"
      && one(aws_cloudwatch_metric_alarm.this).metric_name == "ApproximateNumberOfMessagesVisible"
      && one(aws_cloudwatch_metric_alarm.this).threshold == 1
      && one(aws_cloudwatch_metric_alarm.this).alarm_actions == toset(var.alarm_topic_arns)
    )
    error_message = "The first dead letter raises an alarm."
  }

  assert {
    condition     = endswith(one(aws_cloudwatch_metric_alarm.this).alarm_description, "Mend it.")
    error_message = "The alarm says what to do."
  }
}

run "a_key_of_ones_own" {
  variables {
    kms_key_arn     = "arn:aws:kms:eu-central-1:123456789012:key/1"
    plain_http_from = ["127.0.0.0/8"]
  }

  assert {
    condition     = aws_sqs_queue.this.kms_master_key_id == "arn:aws:kms:eu-central-1:123456789012:key/1"
    error_message = "A key of one's own encrypts messages."
  }

  assert {
    condition     = contains([for condition in data.aws_iam_policy_document.this.statement[0].condition : "${condition.test} ${condition.variable} ${one(condition.values)}"], "NotIpAddress aws:SourceIp 127.0.0.0/8")
    error_message = "Plain HTTP is let through only from the networks that are named."
  }
}

run "no_alarm" {
  variables {
    alarm_topic_arns = []
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.this) == 0
    error_message = "Without topics there is no alarm."
  }
}

run "anybody_in_the_clear" {
  command = plan

  variables {
    plain_http_from = ["0.0.0.0/0"]
  }

  expect_failures = [var.plain_http_from]
}
