mock_provider "aws" {
  source          = "../mocks"
  override_during = plan

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

  override_resource {
    target = module.pushes.aws_sqs_queue.this
    values = { arn = "arn:aws:sqs:eu-central-1:123456789012:pushes" }
  }

  override_resource {
    target = module.pushes.aws_sqs_queue.dlq
    values = { arn = "arn:aws:sqs:eu-central-1:123456789012:pushes-dlq" }
  }

  override_resource {
    target = module.history_dead_letters.aws_sqs_queue.this
    values = { arn = "arn:aws:sqs:eu-central-1:123456789012:history-dlq" }
  }

  override_resource {
    target = module.catalog.aws_dynamodb_table.this
    values = {
      arn        = "arn:aws:dynamodb:eu-central-1:123456789012:table/catalog"
      stream_arn = "arn:aws:dynamodb:eu-central-1:123456789012:table/catalog/stream/1"
    }
  }

  override_resource {
    target = module.status_topic.aws_sns_topic.this
    values = { arn = "arn:aws:sns:eu-central-1:123456789012:status" }
  }
}

variables {
  environment         = "test"
  packages_dir        = "tests/packages" # empty zips
  deletion_protection = true
  log_retention_days  = 7
  api                 = { socket_url = "wss://sockets.example.com/live" }
}

run "processing" {
  command = plan

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
        statement.effect, statement.resources == toset(["${local.uploads_bucket_arn}/*"]), sort(statement.actions), [for who in statement.principals : "${who.type} ${one(who.identifiers)}"],
        [for condition in statement.condition : "${condition.test} ${condition.variable}" if condition.variable != "aws:PrincipalArn"],
      ])
      } == {
      DenyReadingBeforeTheVerdict = jsonencode(["Deny", true, ["s3:GetObject", "s3:GetObjectVersion"], ["* *"], ["StringNotEquals s3:ExistingObjectTag/verdict"]])
      DenyTaggingButByTheScanner = jsonencode(["Deny", true, [
        "s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging", "s3:PutObjectTagging", "s3:PutObjectVersionTagging",
      ], ["* *"], []])
    }
    error_message = "The bucket refuses everybody, services too, every reading that the tag does not allow, and every tagging."
  }

  assert {
    condition = { for statement in data.aws_iam_policy_document.uploads_gate.statement : statement.sid => toset(flatten([
      for condition in statement.condition : [for form in condition.values : "${condition.test} ${form}"] if condition.variable == "aws:PrincipalArn"
      ])) } == {
      DenyReadingBeforeTheVerdict = toset(flatten([for role in ["inspect", "janitor", "logger", "quarantine", "router", "scan", "sweeper", "verifier"] : [
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

  assert {
    condition     = aws_lambda_event_source_mapping.outbox.event_source_arn == module.catalog.stream_arn && aws_lambda_event_source_mapping.outbox.starting_position == "TRIM_HORIZON"
    error_message = "The outbox is the catalogue's stream, from the oldest record that it has."
  }

  assert {
    condition = (
      aws_lambda_event_source_mapping.outbox.bisect_batch_on_function_error
      && aws_lambda_event_source_mapping.outbox.maximum_record_age_in_seconds == 3600
      && aws_lambda_event_source_mapping.outbox.destination_config[0].on_failure[0].destination_arn == module.pushes.dlq_arn
    )
    error_message = "A record that fails holds up the others for an hour at most, and where it is is told."
  }

  assert {
    condition     = length(aws_lambda_event_source_mapping.outbox.filter_criteria[0].filter) == 5
    error_message = "AWS takes five filters."
  }

  assert {
    condition     = aws_lambda_event_source_mapping.history.event_source_arn == module.catalog.stream_arn && aws_lambda_event_source_mapping.history.starting_position == "TRIM_HORIZON"
    error_message = "Change logs are the catalogue's stream, from the oldest record that it has."
  }

  assert {
    condition = (
      aws_lambda_event_source_mapping.history.bisect_batch_on_function_error
      && aws_lambda_event_source_mapping.history.maximum_retry_attempts == -1
      && aws_lambda_event_source_mapping.history.maximum_record_age_in_seconds == 43200
      && aws_lambda_event_source_mapping.history.destination_config[0].on_failure[0].destination_arn == module.history_dead_letters.arn
    )
    error_message = "A change that cannot be recorded is tried for half of the time that the stream has it, and where it is is told."
  }

  assert {
    condition     = length(aws_lambda_event_source_mapping.history.filter_criteria[0].filter) == 5
    error_message = "AWS takes five filters, for change logs too."
  }

  assert {
    condition     = alltrue([for filter in aws_lambda_event_source_mapping.history.filter_criteria[0].filter : jsondecode(filter.pattern).dynamodb.Keys == { sk = { S = ["FILE"] } }])
    error_message = "Change logs are of files' rows, and never of themselves."
  }

  assert {
    condition = { for statement in data.aws_iam_policy_document.history.statement : statement.sid => jsonencode([sort(statement.actions), sort(statement.resources), flatten([for condition in statement.condition : [condition.variable, condition.values]])]) } == {
      ReadTheStream     = jsonencode([["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"], [module.catalog.stream_arn], []])
      KeepChangeLogs    = jsonencode([["dynamodb:BatchWriteItem", "dynamodb:Query"], [module.catalog.arn], ["dynamodb:LeadingKeys", "F#*"]])
      PutAwayBadRecords = jsonencode([["sqs:GetQueueUrl", "sqs:SendMessage"], [module.history_dead_letters.arn], []])
    }
    error_message = "The function history reads the stream, and writes in partitions of files alone."
  }

  assert {
    condition     = aws_sns_topic_subscription.pushes.raw_message_delivery && aws_sns_topic_subscription.pushes.endpoint == module.pushes.arn
    error_message = "The queue gets news as they were told."
  }

  assert {
    condition     = aws_lambda_event_source_mapping.pushes.function_response_types == toset(["ReportBatchItemFailures"])
    error_message = "One push that fails fails alone."
  }

  assert {
    condition = { for name, document in {
      outbox = data.aws_iam_policy_document.outbox
      pusher = data.aws_iam_policy_document.pusher
      } : name => { for statement in document.statement : statement.sid => jsonencode([sort(statement.actions), sort(statement.resources)]) } } == {
      outbox = {
        ReadTheStream     = jsonencode([["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"], [module.catalog.stream_arn]])
        TellTheTopic      = jsonencode([["sns:Publish"], [module.status_topic.arn]])
        PutAwayBadRecords = jsonencode([["sqs:GetQueueUrl", "sqs:SendMessage"], [module.pushes.dlq_arn]])
      }
      pusher = {
        TakeNews                     = jsonencode([["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"], [module.pushes.arn]])
        SendAgainAndPutAway          = jsonencode([["sqs:GetQueueUrl", "sqs:SendMessage"], [module.pushes.arn, module.pushes.dlq_arn]])
        FindListeners                = jsonencode([["dynamodb:Query"], [module.catalog.arn]])
        TellWhoMayKnow               = jsonencode([["dynamodb:BatchGetItem"], [module.catalog.arn]])
        ForgetConnectionsThatAreGone = jsonencode([["dynamodb:DeleteItem"], [module.catalog.arn]])
        SendToConnections            = jsonencode([["execute-api:ManageConnections"], [module.socket_api.connections_arn]])
      }
    }
    error_message = "The outbox reads the stream and tells the topic; the pusher finds listeners, and writes to connections alone."
  }

  assert {
    condition = { for statement in flatten([data.aws_iam_policy_document.pusher.statement, data.aws_iam_policy_document.sockets.statement]) : statement.sid => jsonencode([for condition in statement.condition : [condition.variable, sort(condition.values)]]) if contains(statement.resources, module.catalog.arn) } == {
      FindListeners                = jsonencode([["dynamodb:LeadingKeys", ["C#*"]]])
      TellWhoMayKnow               = jsonencode([["dynamodb:LeadingKeys", ["T#*"]]])
      ForgetConnectionsThatAreGone = jsonencode([["dynamodb:LeadingKeys", ["C#*", "W#*"]]])

      KnowMembersAndListeners          = jsonencode([["dynamodb:LeadingKeys", ["C#*", "Q#*", "T#*", "U#*", "W#*"]]])
      CountTenants                     = jsonencode([["dynamodb:LeadingKeys", ["U#*"]]])
      DemandMembership                 = jsonencode([["dynamodb:LeadingKeys", ["T#*"]]])
      UseTicketsUpAndForgetConnections = jsonencode([["dynamodb:LeadingKeys", ["C#*", "Q#*", "W#*"]]])
    }
    error_message = "Neither the pusher nor the function of sockets reads or writes a file's row."
  }

  assert {
    condition     = module.sockets.environment.SOCKET_URL == "wss://sockets.example.com/live" && module.pusher.environment.CONNECTIONS_URL == "https://sockets.example.com/live"
    error_message = "A domain of one's own is where clients connect, and where is written to them."
  }
}

run "paused_and_without_a_scanner" {
  command = plan

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
      statement.effect, sort(statement.actions), statement.resources, [for who in statement.principals : "${who.type} ${one(who.identifiers)}"], one(statement.condition).variable,
      ]) } == {
      DenyReadingButByNamedRoles = jsonencode(["Deny", ["s3:GetObject", "s3:GetObjectVersion"], ["${local.quarantine_bucket_arn}/*"], ["* *"], "aws:PrincipalArn"])
      DenyPuttingButByQuarantine = jsonencode(["Deny", ["s3:PutObject"], ["${local.quarantine_bucket_arn}/*"], ["* *"], "aws:PrincipalArn"])
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
