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

run "rows_that_go_before_their_message" {
  command = plan

  variables {
    events = { row_days = 34 }
  }

  expect_failures = [var.events]
}

run "rows_for_ever" {
  command = plan

  variables {
    events = { row_days = 3651 }
  }

  expect_failures = [var.events]
}

run "fraction_of_a_day_of_a_row" {
  command = plan

  variables {
    events = { row_days = 90.5 }
  }

  expect_failures = [var.events]
}

run "one_processed_at_once" {
  command = plan

  variables {
    events = { processed_at_once = 1 }
  }

  expect_failures = [var.events]
}

run "thousands_processed_at_once" {
  command = plan

  variables {
    events = { processed_at_once = 1001 }
  }

  expect_failures = [var.events]
}

run "fraction_processed_at_once" {
  command = plan

  variables {
    events = { processed_at_once = 2.5 }
  }

  expect_failures = [var.events]
}

run "no_age" {
  command = plan

  variables {
    events = { max_age_days = 0 }
  }

  expect_failures = [var.events]
}

run "any_age" {
  command = plan

  variables {
    events = { max_age_days = 3651 }
  }

  expect_failures = [var.events]
}

run "fraction_of_a_day_of_age" {
  command = plan

  variables {
    events = { max_age_days = 1.5 }
  }

  expect_failures = [var.events]
}

run "unknown_kind_of_types" {
  command = plan

  variables {
    events = { unknown_types = "ask" }
  }

  expect_failures = [var.events]
}

run "hashed_addresses" {
  command = plan

  variables {
    events = { ip_addresses = "hashed" }
  }

  expect_failures = [var.events]
}
