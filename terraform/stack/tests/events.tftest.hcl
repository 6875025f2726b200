mock_provider "aws" {
  source          = "../mocks"
  override_during = plan
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
  command = plan

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

  assert {
    condition     = module.archive.transitions == { compacted = "GLACIER_IR after 90 days, inlet=compacted" }
    error_message = "What is compacted, and that alone, becomes cold; Athena still reads that class."
  }

  assert {
    condition     = module.archive.expirations == { "results/" = 7 }
    error_message = "Answers of queries go after days; events never do."
  }

  assert {
    condition     = { for key in aws_glue_catalog_table.events.partition_keys : key.name => key.type } == { tenant = "string", date = "string", hour = "string" }
    error_message = "A partition is an hour of a tenant."
  }

  assert {
    condition = (aws_glue_catalog_table.events.parameters["projection.enabled"] == "true"
      && aws_glue_catalog_table.events.parameters["projection.tenant.type"] == "injected"
    && aws_glue_catalog_table.events.parameters["storage.location.template"] == "s3://${module.archive.name}/events/tenant=$${tenant}/date=$${date}/hour=$${hour}/")
    error_message = "Partitions are computed; a query that names no tenant is refused."
  }

  assert {
    condition     = aws_athena_workgroup.this.configuration[0].bytes_scanned_cutoff_per_query == 10737418240
    error_message = "A query that would read more is cut off."
  }

  assert {
    condition     = !aws_athena_workgroup.this.force_destroy && aws_athena_workgroup.this.configuration[0].result_configuration[0].encryption_configuration[0].encryption_option == "SSE_S3"
    error_message = "Answers are encrypted."
  }

  assert {
    condition = alltrue([for statement in data.aws_iam_policy_document.compactor.statement :
    statement.effect == "Deny" || !contains(statement.actions, "s3:PutObject") || alltrue([for resource in statement.resources : !endswith(resource, "/events/*")])])
    error_message = "The compactor writes no small objects."
  }

  assert {
    condition = anytrue([for statement in data.aws_iam_policy_document.compactor.statement :
    statement.effect == "Deny" && contains(statement.actions, "s3:DeleteObjectVersion") && contains(statement.resources, "${module.archive.arn}/events/*/compacted-*")])
    error_message = "What is compacted stays, whatever the compactor does."
  }

  assert {
    condition = alltrue(flatten([for statement in data.aws_iam_policy_document.query.statement : [for resource in statement.resources :
      strcontains(resource, "/tenant=&{aws:PrincipalTag/tenant}/")
      if startswith(resource, "${module.archive.arn}/")
    ]]))
    error_message = "A query reads and writes objects of the tenant of its session alone."
  }

  assert {
    condition = alltrue([for statement in data.aws_iam_policy_document.query.statement :
      alltrue([for prefix in one(statement.condition).values : endswith(prefix, "/tenant=&{aws:PrincipalTag/tenant}/*")])
    if contains(statement.actions, "s3:ListBucket")])
    error_message = "A query lists the folders of the tenant of its session alone."
  }

  assert {
    condition = alltrue([for statement in data.aws_iam_policy_document.query.statement :
    !contains(statement.actions, "s3:PutObject") || alltrue([for resource in statement.resources : startswith(resource, "${module.archive.arn}/results/")])])
    error_message = "A query writes nothing but answers."
  }

  assert {
    condition     = alltrue([for statement in data.aws_iam_policy_document.query.statement : !contains(statement.resources, "*")])
    error_message = "Every right of a query names what it is for."
  }

  assert {
    condition = (one(data.aws_iam_policy_document.query_trust.statement).principals[*].identifiers == tolist([toset([module.queries.role_arn])])
    && toset([for condition in one(data.aws_iam_policy_document.query_trust.statement).condition : condition.variable]) == toset(["aws:RequestTag/tenant", "aws:TagKeys"]))
    error_message = "Only the function queries takes that role, and only with the tag of a tenant."
  }

  assert {
    condition     = alltrue([for statement in data.aws_iam_policy_document.queries.statement : alltrue([for action in statement.actions : !startswith(action, "s3:") && !startswith(action, "athena:")])])
    error_message = "The function itself reads no archive and runs no query."
  }
}

run "other_sizes" {
  command = plan

  variables {
    archive = { cold_after_days = 30, results_days = 1, query_max_bytes = 10485760 }
  }

  assert {
    condition     = module.archive.transitions == { compacted = "GLACIER_IR after 30 days, inlet=compacted" } && module.archive.expirations == { "results/" = 1 }
    error_message = "Days are configuration."
  }
}
