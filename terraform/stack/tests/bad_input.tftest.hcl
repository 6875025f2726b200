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

run "environment_name" {
  command = plan

  variables {
    environment = "test-1"
  }

  expect_failures = [var.environment]
}

run "log_retention" {
  command = plan

  variables {
    log_retention_days = 8
  }

  expect_failures = [var.log_retention_days]
}

run "origin_with_wildcard" {
  command = plan

  variables {
    cors_origins = ["https://*"]
  }

  expect_failures = [var.cors_origins]
}

run "socket_with_a_slash" {
  command = plan

  variables {
    api = { socket_url = "wss://sockets.example.com/live/" }
  }

  expect_failures = [var.api]
}

run "api_with_a_slash" {
  command = plan

  variables {
    api = { url = "https://inlet.example.com/" }
  }

  expect_failures = [var.api]
}

run "sign_in_with_a_slash" {
  command = plan

  variables {
    auth = { sign_in_url = "https://login.example.com/" }
  }

  expect_failures = [var.auth]
}

run "keys_with_a_slash" {
  command = plan

  variables {
    auth = { keys_url = "https://login.example.com/" }
  }

  expect_failures = [var.auth]
}

run "keys_without_tls" {
  command = plan

  variables {
    auth = { oidc = { issuer = "https://login.example.com", audience = "inlet", scope = "uploads", jwks_url = "http://login.example.com/keys" } }
  }

  expect_failures = [var.auth]
}

run "issuer_without_tls" {
  command = plan

  variables {
    auth = { oidc = { issuer = "http://login.example.com", audience = "inlet", scope = "uploads" } }
  }

  expect_failures = [var.auth]
}

run "issuer_without_scope" {
  command = plan

  variables {
    auth = { oidc = { issuer = "https://login.example.com", audience = "inlet", scope = "" } }
  }

  expect_failures = [var.auth]
}

run "operators_of_no_claim" {
  command = plan

  variables {
    auth = { oidc = { issuer = "https://login.example.com", audience = "inlet", scope = "uploads", operators_value = "operators" } }
  }

  expect_failures = [var.auth]
}

run "operators_of_any_value" {
  command = plan

  variables {
    auth = { oidc = { issuer = "https://login.example.com", audience = "inlet", scope = "uploads", operators_claim = "groups" } }
  }

  expect_failures = [var.auth]
}

run "operators_of_two_words" {
  command = plan

  variables {
    auth = { oidc = { issuer = "https://login.example.com", audience = "inlet", scope = "uploads", operators_claim = "groups", operators_value = "platform operators" } }
  }

  expect_failures = [var.auth]
}

run "operators_in_brackets" {
  command = plan

  variables {
    auth = { oidc = { issuer = "https://login.example.com", audience = "inlet", scope = "uploads", operators_claim = "groups", operators_value = "[operators]" } }
  }

  expect_failures = [var.auth]
}

run "no_callback" {
  command = plan

  variables {
    auth = { callback_urls = [] }
  }

  expect_failures = [var.auth]
}
