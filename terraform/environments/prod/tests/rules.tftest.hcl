mock_provider "aws" {
  source = "../../mocks"
}

variables {
  packages_dir = "../../stack/tests/packages" # empty zips
}

run "rules" {
  assert {
    condition     = output.protected == { archive = true, audit = true, catalog = true, events = true, uploads = true, users = true }
    error_message = "In prod nothing that holds data can be destroyed."
  }
}
