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

run "every_hour_and_a_half" {
  command = plan

  variables {
    janitor = { every_hours = 1.5 }
  }

  expect_failures = [var.janitor]
}

run "once_a_year" {
  command = plan

  variables {
    janitor = { every_hours = 8760 }
  }

  expect_failures = [var.janitor]
}

run "no_grace" {
  command = plan

  variables {
    janitor = { grace_hours = 0 }
  }

  expect_failures = [var.janitor]
}

run "half_an_hour_of_grace" {
  command = plan

  variables {
    janitor = { grace_hours = 1.5 }
  }

  expect_failures = [var.janitor]
}

run "paid_for_keeping" {
  command = plan

  variables {
    janitor = { s3_gb_month = -0.1 }
  }

  expect_failures = [var.janitor]
}

run "half_of_a_file" {
  command = plan

  variables {
    janitor = { most_ended = 0.5 }
  }

  expect_failures = [var.janitor]
}
