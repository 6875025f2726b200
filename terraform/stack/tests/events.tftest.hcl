mock_provider "aws" {
  source = "../mocks"
}

variables {
  environment         = "test"
  packages_dir        = "tests/packages" # empty zips
  deletion_protection = true
  log_retention_days  = 7
  cors_origins        = []
  mail                = {}
}

run "events" {
  assert {
    condition = (
      aws_lambda_event_source_mapping.events.batch_size == 10
      && aws_lambda_event_source_mapping.events.function_response_types == toset(["ReportBatchItemFailures"])
    )
    error_message = "Ten messages make a batch, and one that fails fails alone."
  }

  assert {
    condition     = aws_lambda_event_source_mapping.events.scaling_config[0].maximum_concurrency == 10
    error_message = "As many batches are processed at once as configured."
  }

  assert {
    condition     = module.events_queue.cycle_seconds == 3 * 6 * module.event_processor.timeout_seconds
    error_message = "A message has three deliveries, and none comes while a run of it may be alive."
  }

  assert {
    condition = {
      for statement in data.aws_iam_policy_document.event_processor.statement : statement.sid => statement.actions
      if anytrue([for resource in statement.resources : resource == module.events.arn])
    } == { AddRows = toset(["dynamodb:PartiQLInsert"]), TellWhoWasFirst = toset(["dynamodb:BatchGetItem"]) }
    error_message = "The processor can add rows and read them, never change or delete one."
  }

  assert {
    condition = {
      for statement in data.aws_iam_policy_document.event_processor.statement : one(statement.resources) => statement.actions
      if anytrue([for resource in statement.resources : startswith(resource, "arn:aws:s3:")])
    } == { "${local.archive_bucket_arn}/events/*" = toset(["s3:PutObject"]) }
    error_message = "The processor can put objects below events/ of the archive, and do nothing else there."
  }

  assert {
    condition     = length(data.aws_iam_policy_document.batches) == 0
    error_message = "On AWS nobody is allowed statements on any table there is."
  }

  assert {
    condition     = module.event_processor.environment.EVENT_ROW_DAYS == "90"
    error_message = "Rows of events are kept for 90 days."
  }
}
