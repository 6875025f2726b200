mock_provider "aws" {
  source          = "../mocks"
  override_during = plan

  # Mocked queues would all have one ARN.
  override_resource {
    target = module.arrivals.aws_sqs_queue.this
    values = { arn = "arn:aws:sqs:eu-central-1:123456789012:arrivals" }
  }

  override_resource {
    target = module.arrivals.aws_sqs_queue.dlq
    values = { arn = "arn:aws:sqs:eu-central-1:123456789012:arrivals-dlq" }
  }

  override_resource {
    target = module.verifications.aws_sqs_queue.this
    values = { arn = "arn:aws:sqs:eu-central-1:123456789012:verifications" }
  }

  override_resource {
    target = module.verifications.aws_sqs_queue.dlq
    values = { arn = "arn:aws:sqs:eu-central-1:123456789012:verifications-dlq" }
  }

  override_resource {
    target = module.events_queue.aws_sqs_queue.this
    values = { arn = "arn:aws:sqs:eu-central-1:123456789012:events" }
  }

  override_resource {
    target = module.events_queue.aws_sqs_queue.dlq
    values = { arn = "arn:aws:sqs:eu-central-1:123456789012:events-dlq" }
  }

  override_resource {
    target = module.processing.aws_sqs_queue.this
    values = { arn = "arn:aws:sqs:eu-central-1:123456789012:processing" }
  }

  override_resource {
    target = module.processing.aws_sqs_queue.dlq
    values = { arn = "arn:aws:sqs:eu-central-1:123456789012:processing-dlq" }
  }
}

variables {
  environment         = "test"
  packages_dir        = "tests/packages" # empty zips
  deletion_protection = true
  log_retention_days  = 7
}

run "messages" {
  command = plan

  assert {
    condition = jsonencode({
      for name, document in {
        uploads    = data.aws_iam_policy_document.uploads
        inspect    = data.aws_iam_policy_document.inspect
        scan       = data.aws_iam_policy_document.scan
        quarantine = data.aws_iam_policy_document.quarantine
        extractor  = data.aws_iam_policy_document.extractor
        files      = data.aws_iam_policy_document.files
        changes    = data.aws_iam_policy_document.changes
        tenants    = data.aws_iam_policy_document.tenants
        reader     = data.aws_iam_policy_document.reader
        collector  = data.aws_iam_policy_document.collector
        events     = data.aws_iam_policy_document.event_processor
        logger     = data.aws_iam_policy_document.logger
        digest     = data.aws_iam_policy_document.digest
        sweeper    = data.aws_iam_policy_document.sweeper
        verifier   = data.aws_iam_policy_document.verifier
        router     = data.aws_iam_policy_document.router
        finish     = data.aws_iam_policy_document.finish
        } : name => sort([
          for queue in flatten([for statement in document.statement : tolist(statement.resources) if contains(statement.actions, "sqs:SendMessage")]) :
          split(":", queue)[5]
      ])
      }) == jsonencode({
      uploads    = []
      inspect    = []
      scan       = []
      quarantine = ["arrivals"]
      extractor  = []
      files      = ["processing"]
      changes    = ["processing"]
      tenants    = []
      reader     = ["events"]
      collector  = ["events"]
      events     = ["events-dlq"]
      logger     = ["arrivals-dlq", "processing", "verifications"]
      digest     = []
      sweeper    = ["processing", "verifications"]
      verifier   = ["arrivals", "verifications-dlq"]
      router     = ["processing-dlq"]
      finish     = []
    })
    error_message = "Beside S3 only the verifier and quarantine send to arrivals, where digests and infections are believed; events come from the collector, and from the reader that replays them."
  }

  assert {
    condition = toset(flatten([
      for statement in data.aws_iam_policy_document.verifier.statement : tolist(statement.actions) if anytrue([for resource in statement.resources : startswith(resource, local.uploads_bucket_arn)])
    ])) == toset(["s3:GetObjectVersion", "s3:ListBucket"])
    error_message = "The verifier reads versions, and does nothing to them."
  }

  assert {
    condition     = !anytrue([for name in keys(module.verifier.environment) : strcontains(name, "TABLE")])
    error_message = "The verifier knows of no table: it decides nothing."
  }
}
