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

run "fraction_of_a_file" {
  command = plan

  variables {
    quotas = { files = 1.5 }
  }

  expect_failures = [var.quotas]
}

run "nothing_at_all" {
  command = plan

  variables {
    quotas = { pending = 0 }
  }

  expect_failures = [var.quotas]
}

run "more_than_a_petabyte" {
  command = plan

  variables {
    quotas = { bytes = 1000000000000001 }
  }

  expect_failures = [var.quotas]
}
