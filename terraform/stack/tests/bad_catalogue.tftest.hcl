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

run "fraction_of_a_partition" {
  command = plan

  variables {
    catalogue = { spread = 1.5 }
  }

  expect_failures = [var.catalogue]
}

run "no_partition" {
  command = plan

  variables {
    catalogue = { spread = 0 }
  }

  expect_failures = [var.catalogue]
}

run "more_partitions_than_anybody_asks" {
  command = plan

  variables {
    catalogue = { large_tenants = { t-0123456789abcdef0123456789abcdef = 33 } }
  }

  expect_failures = [var.catalogue]
}

run "large_tenant_that_is_smaller" {
  command = plan

  variables {
    catalogue = { spread = 2, large_tenants = { t-0123456789abcdef0123456789abcdef = 1 } }
  }

  expect_failures = [var.catalogue]
}

run "large_tenant_by_name" {
  command = plan

  variables {
    catalogue = { large_tenants = { acme = 8 } }
  }

  expect_failures = [var.catalogue]
}
