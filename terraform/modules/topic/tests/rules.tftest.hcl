mock_provider "aws" {
  source = "../../mocks"
}

variables {
  name = "inlet-test-news"
}

run "rules" {
  assert {
    condition     = aws_sns_topic.this.kms_master_key_id == "alias/aws/sns"
    error_message = "Messages are encrypted without a key of one's own."
  }

  assert {
    condition     = aws_sns_topic_policy.this.arn == aws_sns_topic.this.arn && aws_sns_topic_policy.this.policy == data.aws_iam_policy_document.this.json
    error_message = "The topic has its policy."
  }

  assert {
    condition = [for statement in data.aws_iam_policy_document.this.statement : [
      statement.effect, statement.actions, statement.resources, one(statement.principals).identifiers,
      [for condition in statement.condition : "${condition.test} ${condition.variable} ${one(condition.values)}"],
      ]] == [[
      "Deny", toset(["sns:Publish"]), toset([aws_sns_topic.this.arn]), toset(["*"]), ["Bool aws:SecureTransport false"],
    ]]
    error_message = "Nobody publishes in the clear, and identities alone say who publishes."
  }
}

run "services" {
  variables {
    publishers = { AlarmsOfThisAccount = "cloudwatch.amazonaws.com" }
  }

  assert {
    condition     = aws_sns_topic.this.kms_master_key_id == null
    error_message = "A service publishes to what SNS's own key does not close to it."
  }

  assert {
    condition = [for statement in data.aws_iam_policy_document.this.statement : [
      statement.actions, statement.resources, one(statement.principals).identifiers,
      [for condition in statement.condition : "${condition.test} ${condition.variable} ${one(condition.values)}"],
      ] if statement.sid == "AlarmsOfThisAccount"] == [[
      toset(["sns:Publish"]), toset([aws_sns_topic.this.arn]), toset(["cloudwatch.amazonaws.com"]), ["StringEquals aws:SourceAccount 123456789012"],
    ]]
    error_message = "A service publishes for this account alone."
  }
}

run "own_key_and_plain_http" {
  variables {
    kms_key_arn     = "arn:aws:kms:eu-central-1:123456789012:key/1"
    plain_http_from = ["127.0.0.0/8"]
    publishers      = { AlarmsOfThisAccount = "cloudwatch.amazonaws.com" }
  }

  assert {
    condition     = aws_sns_topic.this.kms_master_key_id == var.kms_key_arn
    error_message = "A key of one's own encrypts messages, whoever publishes."
  }

  assert {
    condition = alltrue([for statement in data.aws_iam_policy_document.this.statement :
      toset([for condition in statement.condition : "${condition.test} ${condition.variable} ${one(condition.values)}"]) == toset([
        "Bool aws:SecureTransport false",
        "NotIpAddress aws:SourceIp 127.0.0.0/8",
      ]) if statement.sid == "DenyWithoutTls"
    ])
    error_message = "Plain HTTP is let through only from the networks that are named."
  }
}

run "bad_input" {
  command = plan

  variables {
    publishers      = { "Not a sid" = "s3.amazonaws.com" }
    plain_http_from = ["0.0.0.0/0"]
  }

  expect_failures = [var.publishers, var.plain_http_from]
}
