mock_provider "aws" {
  source = "../../mocks"
}

variables {
  packages_dir = "../../stack/tests/packages" # empty zips
  scan_image   = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/inlet@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
}

run "rules" {
  assert {
    condition     = output.protected == { archive = true, audit = true, catalog = true, derived = true, events = true, quarantine = true, uploads = true, users = true }
    error_message = "In prod nothing that holds data can be destroyed."
  }
}
