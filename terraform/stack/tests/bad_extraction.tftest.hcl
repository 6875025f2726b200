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

run "no_thumbnail" {
  command = plan

  variables {
    images = { thumbnail_sizes = [] }
  }

  expect_failures = [var.images]
}

run "thumbnail_of_few_pixels" {
  command = plan

  variables {
    images = { thumbnail_sizes = [200, 15] }
  }

  expect_failures = [var.images]
}

run "quality_of_nothing" {
  command = plan

  variables {
    images = { jpeg_quality = 0 }
  }

  expect_failures = [var.images]
}

run "more_pixels_than_fit" {
  command = plan

  variables {
    images = { max_pixels = 600000001 }
  }

  expect_failures = [var.images]
}

run "no_frames" {
  command = plan

  variables {
    images = { max_frames = 0 }
  }

  expect_failures = [var.images]
}

run "no_pages_to_read" {
  command = plan

  variables {
    documents = { max_pages = 0 }
  }

  expect_failures = [var.documents]
}

run "more_text_than_is_written" {
  command = plan

  variables {
    documents = { text_bytes = 50000001 }
  }

  expect_failures = [var.documents]
}
