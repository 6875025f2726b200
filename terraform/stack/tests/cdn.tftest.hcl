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
}

run "through_cloudfront" {
  command = plan

  variables {
    cdn = {
      enabled         = true
      domain_name     = "files.example.com"
      certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/1"
      price_class     = "PriceClass_200"
    }
  }

  assert {
    condition = jsondecode(module.files.environment.DISTRIBUTION) == {
      host       = "files.example.com"
      keys       = "/inlet-test/cdn-keys"
      publicKeys = { "0a1b2c3d" = "KMOCK" }
    }
    error_message = "Who signs knows host, keys, and which of them CloudFront knows."
  }

  assert {
    condition = [for document in data.aws_iam_policy_document.files_through_cdn : [for statement in document.statement : [statement.actions, statement.resources]]] == [[
      [toset(["ssm:GetParameter"]), toset(["arn:aws:ssm:eu-central-1:123456789012:parameter/inlet-test/cdn-keys"])]
    ]]
    error_message = "The function that signs reads the one parameter with the keys."
  }

  assert {
    condition     = !anytrue(flatten([for statement in data.aws_iam_policy_document.files.statement : [for action in statement.actions : startswith(action, "s3:")]]))
    error_message = "Who signs for CloudFront reads no bucket itself."
  }

  assert {
    condition     = data.aws_ssm_parameter.cdn_public_keys["downloads"].name == "/inlet-test/cdn-public-keys"
    error_message = "Terraform reads public keys only."
  }

  assert {
    condition     = module.uploads_bucket.readers == { LetTheDistributionReadVersions = "s3:GetObjectVersion arn:aws:cloudfront::123456789012:distribution/EMOCK" }
    error_message = "Of uploads the distribution reads versions, by their id."
  }

  assert {
    condition     = module.derived.readers == { LetTheDistributionRead = "s3:GetObject arn:aws:cloudfront::123456789012:distribution/EMOCK" }
    error_message = "Of what was made of files the distribution reads objects."
  }

  assert {
    condition     = length(module.quarantine_bucket.readers) == 0 && length(module.archive.readers) == 0
    error_message = "Nothing else is read through CloudFront."
  }

  assert {
    condition     = output.downloads == { host = "files.example.com", target = "d111111abcdef8.cloudfront.net" }
    error_message = "It is told what a domain has to point to."
  }
}

run "straight_to_s3" {
  command = plan

  assert {
    condition     = length(module.cdn) == 0 && module.files.environment.DISTRIBUTION == "null" && output.downloads == null
    error_message = "Without a distribution downloads come from S3."
  }

  assert {
    condition     = length(data.aws_ssm_parameter.cdn_public_keys) == 0 && length(data.aws_iam_policy_document.files_through_cdn) == 0 && length(module.uploads_bucket.readers) + length(module.derived.readers) == 0
    error_message = "Without a distribution nobody reads keys, and no service reads buckets."
  }
}
