mock_provider "aws" {
  source = "../mocks"
}

variables {
  environment         = "test"
  packages_dir        = "tests/packages" # empty zips
  deletion_protection = true
  log_retention_days  = 7
}

override_resource {
  target = module.processing.aws_sqs_queue.this
  values = { arn = "arn:aws:sqs:eu-central-1:123456789012:processing" }
}

run "processing" {
  assert {
    condition     = aws_s3_bucket_notification.uploads.eventbridge
    error_message = "S3 tells EventBridge of each object."
  }

  assert {
    condition     = aws_cloudwatch_event_target.processing.arn == "arn:aws:sqs:eu-central-1:123456789012:processing"
    error_message = "The rule puts them into the queue."
  }

  assert {
    condition = (
      aws_lambda_event_source_mapping.processing.batch_size == 5
      && aws_lambda_event_source_mapping.processing.scaling_config[0].maximum_concurrency == 10
      && aws_lambda_event_source_mapping.processing.function_response_types == toset(["ReportBatchItemFailures"])
    )
    error_message = "As many files are processed at once as configured, and one that fails fails alone."
  }

  assert {
    condition     = aws_lambda_event_source_mapping.processing.enabled
    error_message = "Files are processed unless that is paused."
  }

  assert {
    condition     = module.router.timeout_seconds > local.machine_seconds && module.router.environment.MACHINE_SECONDS == tostring(local.machine_seconds)
    error_message = "The router waits longer than a run may take."
  }

  assert {
    condition     = module.router.environment.LOST_AFTER_SECONDS == tostring(3 * 6 * module.router.timeout_seconds) && module.router.environment.MAX_RECEIVE_COUNT == "3"
    error_message = "A run counts as lost after three deliveries, each as long as its message is invisible."
  }

  assert {
    condition     = aws_sfn_state_machine.processing.type == "EXPRESS" && jsondecode(aws_sfn_state_machine.processing.definition).TimeoutSeconds <= 300
    error_message = "The machine is Express, which runs for five minutes at most."
  }

  assert {
    condition     = !aws_sfn_state_machine.processing.logging_configuration[0].include_execution_data
    error_message = "The machine's log tells what happened, not what it was about."
  }

  assert {
    condition = alltrue([for name, state in local.machine.States :
      state.TimeoutSeconds > 0 && state.Retry[0].MaxAttempts == 3 && state.Retry[0].JitterStrategy == "FULL" && state.Retry[0].BackoffRate > 1
    if state.Type == "Task"])
    error_message = "Each task has a timeout, and is tried again with growing pauses that differ."
  }

  assert {
    condition = toset(flatten([for name, state in local.machine.States : concat(
      [for follows in ["Next", "Default"] : state[follows] if contains(keys(state), follows)],
      contains(keys(state), "Choices") ? [for choice in state.Choices : choice.Next] : [],
      contains(keys(state), "Catch") ? [for catch in state.Catch : catch.Next] : [],
    )])) == toset([for name in keys(local.machine.States) : name if name != local.machine.StartAt])
    error_message = "Every state is reached, and leads to states that there are."
  }

  assert {
    condition     = length(local.extractor_of) == length(flatten([for extractor in local.extractors : extractor.media_types]))
    error_message = "No media type has two extractors."
  }

  assert {
    condition     = toset(flatten([for statement in data.aws_iam_policy_document.finish.statement : tolist(statement.actions) if contains(statement.resources, module.catalog.arn)])) == toset(["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"])
    error_message = "What finishes a file deletes no row."
  }

  assert {
    condition     = length(flatten([for statement in data.aws_iam_policy_document.extractor.statement : [for action in statement.actions : action if contains(["s3:DeleteObject", "s3:DeleteObjectVersion", "dynamodb:PutItem", "dynamodb:GetItem"], action)]])) == 0
    error_message = "Extractors add what they derive, and change no more than the file's row."
  }
}

run "paused" {
  variables {
    processing = { paused = true, at_once = 2 }
  }

  assert {
    condition     = !aws_lambda_event_source_mapping.processing.enabled && aws_lambda_event_source_mapping.processing.scaling_config[0].maximum_concurrency == 2
    error_message = "Paused, files wait; how many are processed at once is configuration."
  }
}
