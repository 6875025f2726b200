mock_provider "aws" {
  source = "../../mocks"
}

variables {
  name             = "inlet-test-uploads"
  description      = "Test"
  package          = { bucket = "inlet-test-packages", key = "ingestion/0a1b.zip", sha256 = "Chs=" }
  handler          = "ingestion.uploads.handler.handler"
  timeout_seconds  = 10
  memory_mb        = 256
  environment      = { CATALOG_TABLE = "catalog" }
  policy_documents = ["{}"]
  platform = {
    runtime            = "python3.13"
    architecture       = "arm64"
    log_retention_days = 7
    environment        = { EVERYWHERE = "yes" }
    alarm_topic_arns   = ["arn:aws:sns:eu-central-1:123456789012:alarms"]
  }
}

run "rules" {
  assert {
    condition = [for statement in data.aws_iam_policy_document.trust.statement : [one(statement.principals).type, one(statement.principals).identifiers, statement.actions]] == [
      ["Service", toset(["lambda.amazonaws.com"]), toset(["sts:AssumeRole"])]
    ]
    error_message = "Only Lambda takes the role."
  }

  assert {
    condition = contains([for statement in data.aws_iam_policy_document.this.statement : [statement.actions, statement.resources]], [
      toset(["logs:CreateLogStream", "logs:PutLogEvents"]), toset(["${aws_cloudwatch_log_group.this.arn}:*"])
    ])
    error_message = "A function writes to its own log group only."
  }

  assert {
    condition = alltrue([for statement in data.aws_iam_policy_document.this.statement :
      !contains(statement.resources, "*") || statement.actions == toset(["xray:PutTraceSegments", "xray:PutTelemetryRecords"])
    ])
    error_message = "Nothing but tracing is granted on all resources."
  }

  assert {
    condition = [aws_lambda_function.this.s3_bucket, aws_lambda_function.this.s3_key, aws_lambda_function.this.source_code_hash] == [
      "inlet-test-packages", "ingestion/0a1b.zip", "Chs="
    ]
    error_message = "The code is the zip that was put into S3."
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.name == "/aws/lambda/inlet-test-uploads" && aws_cloudwatch_log_group.this.retention_in_days == 7
    error_message = "Logs go to a group with a retention."
  }

  assert {
    condition     = aws_lambda_function.this.logging_config[0].log_group == aws_cloudwatch_log_group.this.name
    error_message = "The log group exists before the function."
  }

  assert {
    condition = aws_lambda_function.this.environment[0].variables == tomap({
      CATALOG_TABLE     = "catalog"
      EVERYWHERE        = "yes"
      LOG_LEVEL         = "INFO"
      AWS_SDK_UA_APP_ID = "inlet-test-uploads"
    })
    error_message = "A function's environment is its own, what all share, its log level and its name for CloudTrail."
  }

  assert {
    condition     = aws_lambda_function.this.publish && aws_lambda_alias.live.function_version == "7"
    error_message = "Alias live points at a published version."
  }

  assert {
    condition     = aws_lambda_function.this.tracing_config[0].mode == "Active"
    error_message = "Functions are traced."
  }

  assert {
    condition     = toset([for alarm in aws_cloudwatch_metric_alarm.this : alarm.metric_name]) == toset(["Errors", "Throttles"])
    error_message = "Errors and throttles raise an alarm."
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : length(alarm.alarm_description) > 100])
    error_message = "An alarm says what to look at and what to do."
  }
}

run "boundary_and_own_key" {
  variables {
    uses_data_key = true
    platform = {
      runtime                  = "python3.13"
      architecture             = "arm64"
      log_retention_days       = 7
      kms_key_arn              = "arn:aws:kms:eu-central-1:123456789012:key/1"
      permissions_boundary_arn = "arn:aws:iam::123456789012:policy/boundary"
    }
  }

  assert {
    condition     = aws_iam_role.this.permissions_boundary == "arn:aws:iam::123456789012:policy/boundary"
    error_message = "The role stays within its boundary."
  }

  assert {
    condition = contains([for statement in data.aws_iam_policy_document.this.statement : [statement.actions, statement.resources]], [
      toset(["kms:Decrypt", "kms:GenerateDataKey"]), toset([var.platform.kms_key_arn])
    ])
    error_message = "Who uses data may use its key, and no other."
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.this) == 0
    error_message = "Without a topic there are no alarms."
  }
}

run "from_an_image" {
  variables {
    image_uri    = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/inlet@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    ephemeral_mb = 6144
  }

  assert {
    condition = (
      aws_lambda_function.this.package_type == "Image" && aws_lambda_function.this.image_uri == var.image_uri &&
      one(aws_lambda_function.this.image_config).command == tolist([var.handler]) &&
      aws_lambda_function.this.s3_key == null && aws_lambda_function.this.runtime == null && aws_lambda_function.this.handler == null
    )
    error_message = "An image takes the place of the zip, and runs the same handler."
  }

  assert {
    condition     = one(aws_lambda_function.this.ephemeral_storage).size == 6144
    error_message = "There is as much space as was asked for."
  }
}

run "environment_too_large" {
  command = plan

  variables {
    environment = { BIG = join("", [for i in range(410) : "0123456789"]) }
  }

  expect_failures = [aws_lambda_function.this]
}
