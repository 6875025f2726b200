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

run "archive" {
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
}

run "other_sizes" {
  variables {
    archive = { cold_after_days = 30, results_days = 1, query_max_bytes = 10485760 }
  }

  assert {
    condition     = module.archive.transitions == { compacted = "GLACIER_IR after 30 days, inlet=compacted" } && module.archive.expirations == { "results/" = 1 }
    error_message = "Days are configuration."
  }
}
