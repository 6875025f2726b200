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

run "one_batch_at_once" {
  command = plan

  variables {
    processing = { at_once = 1 }
  }

  expect_failures = [var.processing]
}

run "thousands_of_batches_at_once" {
  command = plan

  variables {
    processing = { at_once = 1001 }
  }

  expect_failures = [var.processing]
}

run "fraction_of_a_batch" {
  command = plan

  variables {
    processing = { at_once = 2.5 }
  }

  expect_failures = [var.processing]
}

run "quarantine_for_ever" {
  command = plan

  variables {
    processing = { quarantine_days = 3651 }
  }

  expect_failures = [var.processing]
}

run "anybody_looks_into_quarantine" {
  command = plan

  variables {
    processing = { quarantine_readers = ["*"] }
  }

  expect_failures = [var.processing]
}
