# One Lambda function with all that it always needs: log group, role, alias, alarms.

locals {
  from_image = var.image_uri != null

  # AWS_SDK_UA_APP_ID names the caller in the User-Agent of every AWS call, so CloudTrail can tell who called.
  environment = merge(var.platform.environment, var.environment, {
    LOG_LEVEL         = var.platform.log_level
    AWS_SDK_UA_APP_ID = var.name
  })
}

# Made before the function: Lambda would otherwise create it on first use, without retention.
resource "aws_cloudwatch_log_group" "this" {
  #checkov:skip=CKV_AWS_338:Retention is an argument; prod keeps a year

  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.platform.log_retention_days
  kms_key_id        = var.platform.kms_key_arn
}

resource "aws_lambda_function" "this" {
  #checkov:skip=CKV_AWS_116:Only the clock invokes asynchronously; the next run does the same work, and failures raise an alarm
  #checkov:skip=CKV_AWS_117:Calls AWS APIs only; there is nothing in a VPC to reach
  #checkov:skip=CKV_AWS_272:Zips are reproducible and deployed by hash under a role bound to the repository; a signing profile is the account owner's

  function_name                  = var.name
  description                    = var.description
  package_type                   = local.from_image ? "Image" : "Zip"
  image_uri                      = var.image_uri
  s3_bucket                      = local.from_image ? null : var.package.bucket
  s3_key                         = local.from_image ? null : var.package.key
  source_code_hash               = local.from_image ? null : var.package.sha256
  handler                        = local.from_image ? null : var.handler
  runtime                        = local.from_image ? null : var.platform.runtime
  architectures                  = [var.platform.architecture]
  timeout                        = var.timeout_seconds
  memory_size                    = var.memory_mb
  reserved_concurrent_executions = var.reserved_concurrency
  role                           = aws_iam_role.this.arn
  kms_key_arn                    = var.platform.kms_key_arn
  publish                        = true

  environment {
    variables = local.environment
  }

  ephemeral_storage {
    size = var.ephemeral_mb
  }

  dynamic "image_config" {
    for_each = local.from_image ? [var.handler] : []

    content {
      command = [image_config.value]
    }
  }

  logging_config {
    log_format            = "JSON"
    log_group             = aws_cloudwatch_log_group.this.name
    application_log_level = var.platform.log_level
    system_log_level      = "INFO"
  }

  tracing_config {
    mode = var.platform.tracing
  }

  lifecycle {
    precondition {
      condition     = length(jsonencode(local.environment)) < 4096
      error_message = "Lambda refuses an environment of 4 KB or more: shorten the configuration of ${var.name}."
    }
  }
}

# What others invoke; moving it is a deployment, moving it back a rollback.
resource "aws_lambda_alias" "live" {
  name             = "live"
  description      = "The version that serves"
  function_name    = aws_lambda_function.this.function_name
  function_version = aws_lambda_function.this.version

  # Event sources are refused while the role lacks its rights. The function itself need not wait.
  depends_on = [aws_iam_role_policy.this]
}
