mock_provider "aws" {
  source          = "../mocks"
  override_during = plan
}

variables {
  environment         = "test"
  packages_dir        = "tests/packages" # empty zips
  deletion_protection = true
  log_retention_days  = 7
  cors_origins        = ["https://app.example.com"]
  catalogue           = { spread = 2, large_tenants = { t-0123456789abcdef0123456789abcdef = 8 } }
  mail = {
    from              = "inlet@example.com"
    alert_rules       = [{ name = "large", on = ["admitted"], min_bytes = 1000, recipients = ["ops@example.com"] }]
    digest_recipients = ["team@example.com"]
  }
}

run "wiring" {
  command = plan

  assert {
    condition = { for name, schedule in module.report_schedule : name => schedule.input } == {
      hour = jsonencode({ period = "hour" })
      day  = jsonencode({ period = "day" })
    }
    error_message = "Each schedule of the report says which period it is for."
  }

  assert {
    condition     = toset(aws_s3_bucket_notification.uploads.queue[0].events) == toset(["s3:ObjectCreated:*", "s3:ObjectRemoved:*", "s3:LifecycleExpiration:*"])
    error_message = "Every creation, removal and expiry of an object is told to the queue."
  }

  assert {
    condition     = aws_lambda_event_source_mapping.arrivals.function_response_types == toset(["ReportBatchItemFailures"])
    error_message = "One bad message does not fail its batch."
  }

  assert {
    condition = (
      aws_lambda_event_source_mapping.verifications.batch_size == 1
      && aws_lambda_event_source_mapping.verifications.function_response_types == toset(["ReportBatchItemFailures"])
    )
    error_message = "A verification has all the time of an invocation to itself."
  }

  assert {
    condition     = aws_lambda_event_source_mapping.verifications.scaling_config[0].maximum_concurrency == 5
    error_message = "As many files are verified at once as configured."
  }

  assert {
    condition     = module.verifier.timeout_seconds == 900
    error_message = "The verifier has the time that the greatest file takes."
  }

  assert {
    condition     = output.protected == { archive = true, audit = true, catalog = true, derived = true, events = true, quarantine = true, uploads = true, users = true }
    error_message = "With deletion protection nothing that holds data can be destroyed."
  }

  assert {
    condition = jsondecode(module.logger.environment.ALERT_RULES) == [
      { name = "large", on = ["admitted"], minBytes = 1000, recipients = ["ops@example.com"] }
    ]
    error_message = "Alert rules reach the logger; what is unset is left out."
  }

  assert {
    condition     = jsondecode(module.uploads.environment.MEDIA_TYPES)["image/png"] == { extensions = ["png"], maxBytes = 50000000 }
    error_message = "Media types reach the function that signs."
  }

  assert {
    condition = {
      for name in ["UPLOAD_URL_SECONDS", "QUICK_URL_SECONDS", "REQUIRE_SIZE", "ACCELERATE"] : name => module.uploads.environment[name]
    } == { UPLOAD_URL_SECONDS = "900", QUICK_URL_SECONDS = "300", REQUIRE_SIZE = "false", ACCELERATE = "false" }
    error_message = "Signed URLs live 15 minutes, the quick ones 5."
  }

  assert {
    condition     = module.uploads_bucket.incomplete_upload_days == 31
    error_message = "S3 itself aborts multipart uploads only a month after their last sign of life could have come."
  }

  assert {
    condition = [for function in [module.uploads, module.tenants] : jsondecode(function.environment.QUOTAS)] == [
      for _ in range(2) : { bytes = 10000000000000, files = 10000000, pending = 100000 }
    ]
    error_message = "Quotas reach the function that keeps to them and the one that tells them."
  }

  assert {
    condition = [for function in [module.files, module.uploads] : jsondecode(function.environment.INDEX_SPREAD)] == [
      for _ in range(2) : { default = 2, tenants = { t-0123456789abcdef0123456789abcdef = 8 } }
    ]
    error_message = "Who writes lists and who reads them know how they are spread."
  }

  assert {
    condition     = module.sweeper.environment.PENDING_EXPIRY_SECONDS == "86400"
    error_message = "A pending upload expires after a day."
  }

  assert {
    condition     = [for function in [module.changes, module.purge] : function.environment.RESTORE_DAYS] == ["30", "30"]
    error_message = "Deleted files can be restored for as long as they are not purged: 30 days."
  }

  assert {
    condition = { for name in ["EVERY_SECONDS", "GRACE_SECONDS", "LOST_AFTER_SECONDS", "MOST_ENDED", "SCHEDULED"] : name => module.janitor.environment[name] } == {
      EVERY_SECONDS      = "86400"
      GRACE_SECONDS      = "86400"
      LOST_AFTER_SECONDS = module.router.environment.LOST_AFTER_SECONDS
      MOST_ENDED         = "1000"
      SCHEDULED          = "true"
    }
    error_message = "The janitor runs once a day, mends what is a day old, and takes no run for lost that the router would not."
  }

  assert {
    condition = { for name, alarm in { lost = aws_cloudwatch_metric_alarm.lost_objects, undone = aws_cloudwatch_metric_alarm.janitor_undone } : name => [
      for one in alarm : jsonencode([one.metric_name, one.namespace, one.dimensions, one.threshold, one.comparison_operator])
      ] } == {
      lost   = [jsonencode(["LostObjects", "Inlet", { function = "inlet-test-janitor" }, 0, "GreaterThanThreshold"])]
      undone = [jsonencode(["JanitorUndone", "Inlet", { function = "inlet-test-janitor" }, 0, "GreaterThanThreshold"])]
    }
    error_message = "People hear of each object that was lost, and of whatever the janitor left undone."
  }

  assert {
    condition     = module.sweeper.environment.VERIFICATION_CYCLE_SECONDS == "27000"
    error_message = "The sweeper asks for a verification again after five deliveries of 90 minutes each."
  }
}
