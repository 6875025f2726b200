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

override_resource {
  target = module.processing.aws_sqs_queue.dlq
  values = { arn = "arn:aws:sqs:eu-central-1:123456789012:processing-dlq" }
}

override_resource {
  target = aws_cloudwatch_event_rule.arrivals
  values = { arn = "arn:aws:events:eu-central-1:123456789012:rule/arrivals" }
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
      one(aws_cloudwatch_event_target.processing.dead_letter_config).arn == "arn:aws:sqs:eu-central-1:123456789012:processing-dlq"
      && module.processing.undelivered_from == { ObjectEvents = "arn:aws:events:eu-central-1:123456789012:rule/arrivals" }
    )
    error_message = "What the rule cannot deliver is kept among the queue's dead letters."
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
      state.TimeoutSeconds > 0 && anytrue([for retry in state.Retry : retry.ErrorEquals == ["States.TaskFailed"]
      && try(retry.MaxAttempts == 3 && retry.JitterStrategy == "FULL" && retry.BackoffRate > 1, false)])
    if state.Type == "Task"])
    error_message = "Each task has a timeout, and is tried again with growing pauses that differ."
  }

  assert {
    condition = (
      local.machine.States["scan"].Retry[0] == { ErrorEquals = ["TooSlow"], MaxAttempts = 0 }
      && local.machine.States[local.machine.States["scan"].Catch[0].Next].Type == "Fail"
    )
    error_message = "A scanner that was not ready in time fails the run, whose message comes again."
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
    condition = alltrue([for document in [data.aws_iam_policy_document.inspect, data.aws_iam_policy_document.extractor, data.aws_iam_policy_document.quarantine] :
      alltrue([for statement in document.statement : [for condition in statement.condition : [condition.variable, condition.values]] == [["dynamodb:LeadingKeys", tolist(["F#*"])]] if contains(statement.resources, module.catalog.arn)])
      && !anytrue([for statement in document.statement : contains(statement.resources, "${local.uploads_bucket_arn}/*")])
    ])
    error_message = "Tasks touch rows of files, and objects in folders of tenants."
  }

  assert {
    condition     = length(flatten([for statement in data.aws_iam_policy_document.extractor.statement : [for action in statement.actions : action if contains(["s3:DeleteObject", "s3:DeleteObjectVersion", "dynamodb:PutItem", "dynamodb:GetItem"], action)]])) == 0
    error_message = "Extractors add what they derive, and change no more than the file's row."
  }

  assert {
    condition = {
      for statement in data.aws_iam_policy_document.uploads_gate.statement : statement.sid => jsonencode([
        statement.effect, statement.resources == toset(["${local.uploads_bucket_arn}/*"]), sort(statement.actions), one(statement.principals).identifiers,
        [for condition in statement.condition : "${condition.test} ${condition.variable}" if condition.variable != "aws:PrincipalArn"],
      ])
      } == {
      DenyReadingBeforeTheVerdict = jsonencode(["Deny", true, ["s3:GetObject", "s3:GetObjectVersion"], ["*"], ["StringNotEquals s3:ExistingObjectTag/verdict"]])
      DenyTaggingButByTheScanner = jsonencode(["Deny", true, [
        "s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging", "s3:PutObjectTagging", "s3:PutObjectVersionTagging",
      ], ["*"], []])
    }
    error_message = "The bucket refuses every reading that the tag does not allow, and every tagging."
  }

  assert {
    condition = { for statement in data.aws_iam_policy_document.uploads_gate.statement : statement.sid => toset(flatten([
      for condition in statement.condition : [for form in condition.values : "${condition.test} ${form}"] if condition.variable == "aws:PrincipalArn"
      ])) } == {
      DenyReadingBeforeTheVerdict = toset(flatten([for role in ["inspect", "logger", "quarantine", "router", "scan", "sweeper", "verifier"] : [
        "ArnNotLike arn:aws:iam::123456789012:role/inlet-test-${role}", "ArnNotLike arn:aws:sts::123456789012:assumed-role/inlet-test-${role}/*",
      ]]))
      DenyTaggingButByTheScanner = toset(["ArnNotLike arn:aws:iam::123456789012:role/inlet-test-scan", "ArnNotLike arn:aws:sts::123456789012:assumed-role/inlet-test-scan/*"])
    }
    error_message = "Before the verdict read only those who bring it about; the scanner alone tags."
  }

  assert {
    condition     = toset(flatten([for condition in data.aws_iam_policy_document.uploads_gate.statement[0].condition : tolist(condition.values) if condition.variable == "s3:ExistingObjectTag/verdict"])) == toset(["clean"])
    error_message = "What is clean may be read, and nothing else."
  }
}

run "paused_and_without_a_scanner" {
  variables {
    processing = { paused = true, at_once = 2, quarantine_days = 7, quarantine_readers = ["analysts"] }
    scan       = { scanner = "none", reader_role = "malware-protection" }
  }

  assert {
    condition     = !aws_lambda_event_source_mapping.processing.enabled && aws_lambda_event_source_mapping.processing.scaling_config[0].maximum_concurrency == 2
    error_message = "Paused, files wait; how many are processed at once is configuration."
  }

  assert {
    condition = { for statement in data.aws_iam_policy_document.quarantine_gate.statement : statement.sid => jsonencode([
      statement.effect, sort(statement.actions), statement.resources, one(statement.principals).identifiers, one(statement.condition).variable,
      ]) } == {
      DenyReadingButByNamedRoles = jsonencode(["Deny", ["s3:GetObject", "s3:GetObjectVersion"], ["${local.quarantine_bucket_arn}/*"], ["*"], "aws:PrincipalArn"])
      DenyPuttingButByQuarantine = jsonencode(["Deny", ["s3:PutObject"], ["${local.quarantine_bucket_arn}/*"], ["*"], "aws:PrincipalArn"])
    }
    error_message = "What is in quarantine nobody reads, and nobody adds to, whatever a role allows."
  }

  assert {
    condition = { for statement in data.aws_iam_policy_document.quarantine_gate.statement : statement.sid => toset(
      [for form in one(statement.condition).values : "${one(statement.condition).test} ${form}"]
      ) } == {
      DenyReadingButByNamedRoles = toset(flatten([for role in ["analysts", "inlet-test-quarantine"] : [
        "ArnNotLike arn:aws:iam::123456789012:role/${role}", "ArnNotLike arn:aws:sts::123456789012:assumed-role/${role}/*",
      ]]))
      DenyPuttingButByQuarantine = toset(["ArnNotLike arn:aws:iam::123456789012:role/inlet-test-quarantine", "ArnNotLike arn:aws:sts::123456789012:assumed-role/inlet-test-quarantine/*"])
    }
    error_message = "Into quarantine its function alone puts; people look at it by a role that is named."
  }

  assert {
    condition     = module.quarantine_bucket.expiration_days == 7
    error_message = "Infected copies go after the configured days."
  }

  assert {
    condition     = toset(local.readable_verdicts) == toset(["clean", "unscanned"])
    error_message = "Without a scanner what nobody scanned may be read."
  }

  assert {
    condition     = contains(local.reads_before_the_verdict, "malware-protection")
    error_message = "A scanner that reads by a role of its own does so before its verdict."
  }
}
