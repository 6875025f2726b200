# One run for each rule of a variable: nothing else is wrong in it, so its failure is that rule's.

mock_provider "aws" {
  source = "../mocks"
}

variables {
  environment         = "test"
  packages_dir        = "tests/packages"
  deletion_protection = true
  log_retention_days  = 7
}

run "unknown_scanner" {
  command = plan

  variables {
    scan = { scanner = "defender" }
  }

  expect_failures = [var.scan]
}
