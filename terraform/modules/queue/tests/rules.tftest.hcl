mock_provider "aws" {
  source = "../../mocks"
}

variables {
  name                     = "inlet-test-arrivals"
  consumer_timeout_seconds = 30
  alarm_topic_arns         = ["arn:aws:sns:eu-central-1:123456789012:alarms"]
  producers = {
    Bucket = { service = "s3.amazonaws.com", source_arn = "arn:aws:s3:::inlet-test" }
  }
  undelivered_from = {
    Rule = { service = "events.amazonaws.com", source_arn = "arn:aws:events:eu-central-1:123456789012:rule/inlet-test" }
  }
}

run "rules" {
  assert {
    condition     = jsondecode(aws_sqs_queue.this.redrive_policy) == { deadLetterTargetArn = aws_sqs_queue.dlq.arn, maxReceiveCount = 3 }
    error_message = "A message goes to the dead-letter queue after three deliveries, unless told otherwise."
  }

  assert {
    condition     = strcontains(aws_cloudwatch_metric_alarm.this["dead-letters"].alarm_description, "--source-arn ${aws_sqs_queue.dlq.arn} --destination-arn ${aws_sqs_queue.this.arn}")
    error_message = "The runbook moves dead letters to the queue, whoever put them away."
  }

  assert {
    condition = jsondecode(aws_sqs_queue.dlq.redrive_allow_policy) == {
      redrivePermission = "byQueue"
      sourceQueueArns   = ["arn:aws:sqs:eu-central-1:123456789012:inlet-test-arrivals"]
    }
    error_message = "Only this queue may use the dead-letter queue."
  }

  assert {
    condition     = aws_sqs_queue.dlq.message_retention_seconds == 1209600
    error_message = "The dead-letter queue keeps messages for 14 days."
  }

  assert {
    condition     = aws_sqs_queue.this.visibility_timeout_seconds >= 6 * var.consumer_timeout_seconds
    error_message = "The visibility timeout is at least six times the consumer's timeout."
  }

  assert {
    condition = alltrue([
      for name, document in data.aws_iam_policy_document.this : [
        for statement in document.statement : [
          statement.effect, statement.actions, statement.resources, one(statement.principals).identifiers,
          [for condition in statement.condition : "${condition.test} ${condition.variable} ${one(condition.values)}"],
        ] if statement.sid == "DenyWithoutTls"
        ] == [[
          "Deny", toset(["sqs:*"]), toset([{ this = local.arn, dlq = local.dlq_arn }[name]]), toset(["*"]), ["Bool aws:SecureTransport false"],
      ]]
    ])
    error_message = "Both queues refuse whatever comes without TLS."
  }

  assert {
    condition = (
      aws_sqs_queue.this.policy == data.aws_iam_policy_document.this["this"].json
      && aws_sqs_queue.dlq.policy == data.aws_iam_policy_document.this["dlq"].json
    )
    error_message = "Both queues have their policy."
  }

  assert {
    condition = {
      for name, document in data.aws_iam_policy_document.this : name => [
        for statement in document.statement : [statement.sid, one(statement.principals).identifiers, statement.actions, statement.resources] if statement.effect != "Deny"
      ]
      } == {
      this = [["AcceptBucket", toset(["s3.amazonaws.com"]), toset(["sqs:SendMessage"]), toset(["arn:aws:sqs:eu-central-1:123456789012:inlet-test-arrivals"])]]
      dlq  = [["AcceptRule", toset(["events.amazonaws.com"]), toset(["sqs:SendMessage"]), toset(["arn:aws:sqs:eu-central-1:123456789012:inlet-test-arrivals-dlq"])]]
    }
    error_message = "A producer may send to the queue, who delivers may put away what it could not, and nothing else."
  }

  assert {
    condition = {
      for name, document in data.aws_iam_policy_document.this : name => [
        for statement in document.statement : toset([for condition in statement.condition : "${condition.test} ${condition.variable} ${one(condition.values)}"]) if statement.effect != "Deny"
      ]
      } == {
      this = [toset(["ArnEquals aws:SourceArn arn:aws:s3:::inlet-test", "StringEquals aws:SourceAccount 123456789012"])]
      dlq  = [toset(["ArnEquals aws:SourceArn arn:aws:events:eu-central-1:123456789012:rule/inlet-test", "StringEquals aws:SourceAccount 123456789012"])]
    }
    error_message = "Who sends is bound to its source and this account."
  }

  assert {
    condition     = aws_sqs_queue.this.sqs_managed_sse_enabled && aws_sqs_queue.dlq.sqs_managed_sse_enabled
    error_message = "Messages are encrypted at rest."
  }

  assert {
    condition = {
      for name, alarm in aws_cloudwatch_metric_alarm.this : name => [alarm.metric_name, alarm.dimensions.QueueName]
      } == {
      age          = ["ApproximateAgeOfOldestMessage", aws_sqs_queue.this.name]
      dead-letters = ["ApproximateNumberOfMessagesVisible", aws_sqs_queue.dlq.name]
    }
    error_message = "Old messages and dead letters raise an alarm."
  }

  assert {
    condition     = alltrue([for alarm in values(aws_cloudwatch_metric_alarm.this) : alarm.alarm_actions == toset(var.alarm_topic_arns)])
    error_message = "Alarms go to the topic."
  }
}

run "more_deliveries" {
  variables {
    max_receive_count = 10
  }

  assert {
    condition     = jsondecode(aws_sqs_queue.this.redrive_policy).maxReceiveCount == 10
    error_message = "A message gets as many deliveries as were asked for."
  }
}

run "own_key_and_plain_http" {
  variables {
    kms_key_arn     = "arn:aws:kms:eu-central-1:123456789012:key/1"
    plain_http_from = ["127.0.0.0/8"]
  }

  assert {
    condition     = aws_sqs_queue.this.kms_master_key_id == var.kms_key_arn && aws_sqs_queue.dlq.kms_master_key_id == var.kms_key_arn
    error_message = "A key of one's own encrypts both queues."
  }

  assert {
    condition = alltrue(flatten([for document in data.aws_iam_policy_document.this : [
      for statement in document.statement :
      toset([for condition in statement.condition : "${condition.test} ${condition.variable} ${one(condition.values)}"]) == toset([
        "Bool aws:SecureTransport false",
        "NotIpAddress aws:SourceIp 127.0.0.0/8",
      ]) if statement.effect == "Deny"
    ]]))
    error_message = "Plain HTTP is let through only from the networks that are named."
  }
}

run "bad_input" {
  command = plan

  variables {
    consumer_timeout_seconds = 901
    plain_http_from          = ["0.0.0.0/0"]
    retention_days           = 15
    max_receive_count        = 0
    undelivered_from         = { "Not a sid" = { service = "s3.amazonaws.com", source_arn = "arn:aws:s3:::inlet-test" } }
    producers                = { "Not a sid" = { service = "s3.amazonaws.com", source_arn = "arn:aws:s3:::inlet-test" } }
  }

  expect_failures = [var.consumer_timeout_seconds, var.plain_http_from, var.retention_days, var.max_receive_count, var.producers, var.undelivered_from]
}
