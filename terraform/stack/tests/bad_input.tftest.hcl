mock_provider "aws" {
  source = "../mocks"
}

variables {
  environment         = "test"
  packages_dir        = "tests/packages"
  deletion_protection = true
  log_retention_days  = 7
}

run "names_and_limits" {
  command = plan

  variables {
    environment        = "Test-1"
    log_retention_days = 8
    cors_origins       = ["https://*"]
    uploads            = { pending_expiry_hours = 0 }
    media_types        = { "image/png" = { extensions = ["png"], max_bytes = 5497558138880 } }
    mail               = { alert_rules = [{ name = "all", on = ["admitted"], recipients = ["ops@example.com"] }] }
    auth               = { oidc = { issuer = "http://login.example.com", audience = "inlet", scope = "uploads" } }
  }

  expect_failures = [
    var.environment, var.log_retention_days, var.cors_origins, var.uploads, var.media_types, var.mail, var.auth,
  ]
}

run "shapes" {
  command = plan

  variables {
    uploads     = { url_seconds = 604800 }
    media_types = { "image/PNG" = { extensions = [".png"], max_bytes = 1 } }
    mail = {
      from        = "inlet@example.com"
      alert_rules = [{ name = "all", on = ["uploaded"], recipients = ["ops@example.com"] }]
    }
    auth = { oidc = { issuer = "https://login.example.com", audience = "inlet", scope = "" } }
  }

  expect_failures = [var.uploads, var.media_types, var.mail, var.auth]
}

run "mail" {
  command = plan

  variables {
    mail = {
      from = "inlet@example.com"
      alert_rules = [
        { name = "twice", on = ["admitted"], recipients = ["ops@example.com"] },
        { name = "twice", on = ["rejected"], recipients = ["ops@example.com"] },
      ]
    }
  }

  expect_failures = [var.mail]
}
