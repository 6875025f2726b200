mock_provider "aws" {
  source          = "../mocks"
  override_during = plan
}

variables {
  environment         = "test"
  packages_dir        = "tests/packages" # empty zips
  deletion_protection = true
  log_retention_days  = 7
  cors_origins        = ["https://app.example.com"]
  mail = {
    from              = "inlet@example.com"
    alert_rules       = [{ name = "large", on = ["admitted"], min_bytes = 1000, recipients = ["ops@example.com"] }]
    digest_recipients = ["team@example.com"]
  }
}

run "another_issuer_and_no_mail" {
  command = plan

  variables {
    auth = { oidc = { issuer = "https://login.example.com", audience = "inlet", scope = "uploads", client_id = "inlet-cli" } }
    mail = {}
  }

  assert {
    condition     = output.issuer == "https://login.example.com" && output.scope == "uploads" && output.user_pool_client_id == "inlet"
    error_message = "Another OIDC issuer is trusted instead of the pool."
  }

  assert {
    condition     = local.tokens.jwks_url == ""
    error_message = "Another issuer says itself where its keys are."
  }

  assert {
    condition     = output.user_pool_id == null && output.sign_in_url == null
    error_message = "With another issuer there is no pool."
  }

  assert {
    condition = { for name in ["ISSUER", "CLIENT_ID", "SIGN_IN_SCOPES", "AUTHORIZATION_ENDPOINT", "TOKEN_ENDPOINT"] : name => module.public.environment[name] } == {
      ISSUER                 = "https://login.example.com"
      CLIENT_ID              = "inlet-cli"
      SIGN_IN_SCOPES         = jsonencode(["openid", "uploads"])
      AUTHORIZATION_ENDPOINT = ""
      TOKEN_ENDPOINT         = ""
    }
    error_message = "Clients ask another issuer itself for its endpoints."
  }

  assert {
    condition     = [for name in ["OPERATORS_CLAIM", "OPERATORS_VALUE"] : module.operators.environment[name]] == ["", ""]
    error_message = "Where no claim of another issuer makes operators, nobody is one."
  }

  assert {
    condition     = output.mail_from == "" && length(data.aws_iam_policy_document.mail) == 0
    error_message = "Without a sender nobody may send mail."
  }
}

run "operators_of_another_issuer" {
  command = plan

  variables {
    auth = { oidc = { issuer = "https://login.example.com", audience = "inlet", scope = "uploads", operators_claim = "roles", operators_value = "platform" } }
  }

  assert {
    condition     = [for name in ["OPERATORS_CLAIM", "OPERATORS_VALUE"] : module.operators.environment[name]] == ["roles", "platform"]
    error_message = "A claim of another issuer makes operators, where it is named."
  }
}
