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

run "clamav" {
  command = plan

  variables {
    scan = { image_uri = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/inlet@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
  }

  assert {
    condition     = jsondecode(module.uploads.environment.MEDIA_TYPES)["text/csv"].maxBytes == 2000000000 && jsondecode(module.uploads.environment.MEDIA_TYPES)["image/png"].maxBytes == 50000000
    error_message = "No file is taken that ClamAV cannot finish; smaller limits stay."
  }

  assert {
    condition     = module.scan.environment.SCANNER == "clamav" && module.scan.timeout_seconds <= 300 - 60
    error_message = "ClamAV is the scanner unless another is chosen, and leaves time for the other steps."
  }

  assert {
    condition     = length(aws_s3_object.own_definitions) + length(aws_s3_object.own_definitions_list) == 0
    error_message = "ClamAV's own definitions are not mixed with others."
  }

  assert {
    condition = [for statement in data.aws_iam_policy_document.scan.statement : statement.actions] == [
      toset(["dynamodb:UpdateItem"]), toset(["s3:PutObjectVersionTagging"])
    ]
    error_message = "Whatever the scanner, it records verdicts and tags versions, and does no more."
  }

  assert {
    condition     = one(one([for statement in data.aws_iam_policy_document.scan.statement : statement if statement.sid == "RecordVerdicts"]).condition).values == tolist(["F#*"])
    error_message = "It touches rows of files only."
  }

  assert {
    condition     = !anytrue(flatten([for statement in data.aws_iam_policy_document.scan_with_clamav.statement : [for action in statement.actions : can(regex("Put|Delete", action))]]))
    error_message = "What reads whole files of strangers cannot change the definitions."
  }

  assert {
    condition = (
      aws_cloudwatch_metric_alarm.definitions_age["freshclam"].dimensions == tomap({ function = "inlet-test-scan-updater" }) &&
      aws_cloudwatch_metric_alarm.definitions_age["freshclam"].treat_missing_data == "breaching"
    )
    error_message = "Definitions that grow old raise an alarm, and so does an updater that says nothing."
  }

  assert {
    condition     = !anytrue([for statement in data.aws_iam_policy_document.scan_updater.statement : anytrue([for resource in statement.resources : startswith(resource, local.uploads_bucket_arn)])])
    error_message = "What talks to the world outside sees no file."
  }
}

run "guardduty" {
  command = plan

  variables {
    scan = { scanner = "guardduty" }
  }

  assert {
    condition     = jsondecode(module.uploads.environment.MEDIA_TYPES)["text/csv"].maxBytes == 50000000000
    error_message = "GuardDuty takes files of up to 100 GB."
  }

  assert {
    condition = jsondecode(aws_cloudwatch_event_rule.arrivals.event_pattern) == {
      source      = ["aws.guardduty"]
      detail-type = ["GuardDuty Malware Protection Object Scan Result"]
      detail      = { s3ObjectDetails = { bucketName = [local.uploads_bucket] } }
    }
    error_message = "Its verdict starts processing, not the arrival."
  }
}

run "embedded" {
  command = plan

  plan_options {
    target = [aws_s3_object.own_definitions, aws_s3_object.own_definitions_list]
  }

  variables {
    scan = { definitions = "tests/definitions" }
  }

  assert {
    condition     = toset(keys(aws_s3_object.own_definitions)) == toset(["test.hdb"])
    error_message = "The embedded cloud has definitions of its own."
  }

  assert {
    condition = alltrue([for name, file in jsondecode(aws_s3_object.own_definitions_list["clamav/manifest.json"].content).files :
      aws_s3_object.own_definitions[name].key == "clamav/${file.sha256}/${name}" && file.size > 0
    ])
    error_message = "The list names each file by the digest that its key has."
  }
}
