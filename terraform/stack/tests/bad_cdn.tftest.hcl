mock_provider "aws" {
  source = "../mocks"
}

variables {
  environment         = "test"
  packages_dir        = "tests/packages" # empty zips
  deletion_protection = true
  log_retention_days  = 7
}

run "domain_without_a_certificate" {
  command = plan

  variables {
    cdn = { enabled = true, domain_name = "files.example.com" }
  }

  expect_failures = [var.cdn]
}

run "certificate_of_another_region" {
  command = plan

  variables {
    cdn = { domain_name = "files.example.com", certificate_arn = "arn:aws:acm:eu-central-1:123456789012:certificate/1" }
  }

  expect_failures = [var.cdn]
}

run "domain_that_is_a_url" {
  command = plan

  variables {
    cdn = { domain_name = "https://files.example.com", certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/1" }
  }

  expect_failures = [var.cdn]
}

run "price_class" {
  command = plan

  variables {
    cdn = { price_class = "cheap" }
  }

  expect_failures = [var.cdn]
}

run "log_bucket_by_its_name" {
  command = plan

  variables {
    cdn = { log_bucket = "logs" }
  }

  expect_failures = [var.cdn]
}
