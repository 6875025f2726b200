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

run "fraction_of_a_second" {
  command = plan

  variables {
    uploads = { url_seconds = 90.5 }
  }

  expect_failures = [var.uploads]
}

run "fraction_of_a_day" {
  command = plan

  variables {
    uploads = { expired_row_days = 1.5 }
  }

  expect_failures = [var.uploads]
}

run "fraction_of_a_day_to_restore" {
  command = plan

  variables {
    uploads = { restore_days = 1.5 }
  }

  expect_failures = [var.uploads]
}

run "long_url" {
  command = plan

  variables {
    uploads = { url_seconds = 3601 }
  }

  expect_failures = [var.uploads]
}

run "short_quick_url" {
  command = plan

  variables {
    uploads = { quick_url_seconds = 59 }
  }

  expect_failures = [var.uploads]
}

run "short_download_url" {
  command = plan

  variables {
    uploads = { download_url_seconds = 59 }
  }

  expect_failures = [var.uploads]
}

run "fraction_of_a_download" {
  command = plan

  variables {
    uploads = { download_url_seconds = 90.5 }
  }

  expect_failures = [var.uploads]
}

run "endless_pending" {
  command = plan

  variables {
    uploads = { pending_expiry_hours = 8761 }
  }

  expect_failures = [var.uploads]
}

run "pending_shorter_than_its_url" {
  command = plan

  variables {
    uploads = { url_seconds = 1801, pending_expiry_hours = 1 }
  }

  expect_failures = [var.uploads]
}

run "rows_gone_at_once" {
  command = plan

  variables {
    uploads = { expired_row_days = 0 }
  }

  expect_failures = [var.uploads]
}

run "deleted_at_once" {
  command = plan

  variables {
    uploads = { restore_days = 0 }
  }

  expect_failures = [var.uploads]
}

run "versions_for_ever" {
  command = plan

  variables {
    uploads = { noncurrent_version_days = 3651 }
  }

  expect_failures = [var.uploads]
}

run "more_than_can_be_verified" {
  command = plan

  variables {
    uploads = { max_verified_bytes = 50000000001 }
  }

  expect_failures = [var.uploads]
}

run "type_larger_than_can_be_verified" {
  command = plan

  variables {
    uploads     = { max_verified_bytes = 1000 }
    media_types = { "image/png" = { extensions = ["png"], max_bytes = 1001 } }
  }

  expect_failures = [var.uploads]
}

run "one_verified_at_once" {
  command = plan

  variables {
    uploads = { verified_at_once = 1 }
  }

  expect_failures = [var.uploads]
}

run "thousands_verified_at_once" {
  command = plan

  variables {
    uploads = { verified_at_once = 1001 }
  }

  expect_failures = [var.uploads]
}

run "fraction_verified_at_once" {
  command = plan

  variables {
    uploads = { verified_at_once = 2.5 }
  }

  expect_failures = [var.uploads]
}

run "media_type_in_capitals" {
  command = plan

  variables {
    media_types = { "image/x-PNG" = { extensions = ["png"], max_bytes = 1 } }
  }

  expect_failures = [var.media_types]
}

run "extension_with_dot" {
  command = plan

  variables {
    media_types = { "image/png" = { extensions = [".png"], max_bytes = 1 } }
  }

  expect_failures = [var.media_types]
}

run "file_beyond_all_parts" {
  command = plan

  variables {
    media_types = { "image/png" = { extensions = ["png"], max_bytes = 5497558138881 } }
  }

  expect_failures = [var.media_types]
}

run "fraction_of_a_byte" {
  command = plan

  variables {
    media_types = { "image/png" = { extensions = ["png"], max_bytes = 1.5 } }
  }

  expect_failures = [var.media_types]
}
