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

run "no_days" {
  command = plan

  variables {
    archive = { cold_after_days = 0 }
  }

  expect_failures = [var.archive]
}

run "half_a_day" {
  command = plan

  variables {
    archive = { results_days = 0.5 }
  }

  expect_failures = [var.archive]
}

run "too_few_bytes" {
  command = plan

  variables {
    archive = { query_max_bytes = 1000 }
  }

  expect_failures = [var.archive]
}

run "another_dialect" {
  command = plan

  variables {
    archive = { query_dialect = "mysql" }
  }

  expect_failures = [var.archive]
}
