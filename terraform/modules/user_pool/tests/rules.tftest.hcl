mock_provider "aws" {
  source = "../../mocks"
}

variables {
  name          = "inlet-test"
  domain        = "inlet-test-123456789012"
  callback_urls = ["http://localhost:8765/callback"]
}

run "rules" {
  assert {
    condition     = !aws_cognito_user_pool_client.this.generate_secret
    error_message = "The client is public: it proves itself by PKCE, not by a secret."
  }

  assert {
    condition     = aws_cognito_user_pool_client.this.allowed_oauth_flows == toset(["code"])
    error_message = "Tokens are given for a code only, never in a URL."
  }

  assert {
    condition     = aws_cognito_user_pool_client.this.explicit_auth_flows == toset(["ALLOW_REFRESH_TOKEN_AUTH"])
    error_message = "Passwords are typed into the hosted sign-in only, which alone gives tokens their scope."
  }

  assert {
    condition     = contains(aws_cognito_user_pool_client.this.allowed_oauth_scopes, "inlet/api")
    error_message = "The client can ask for the scope of the API."
  }

  assert {
    condition     = aws_cognito_user_pool.this.admin_create_user_config[0].allow_admin_create_user_only
    error_message = "Sign-up is closed, unless told otherwise."
  }

  assert {
    condition     = aws_cognito_user_pool.this.deletion_protection == "ACTIVE"
    error_message = "The pool refuses to be deleted, unless told otherwise."
  }

  assert {
    condition     = aws_cognito_user_pool_client.this.prevent_user_existence_errors == "ENABLED"
    error_message = "A failed sign-in does not tell whether the user exists."
  }

  assert {
    condition     = aws_cognito_user_pool.this.password_policy[0].minimum_length >= 12
    error_message = "Passwords have at least 12 characters."
  }
}

run "operators" {
  assert {
    condition     = output.operators == { claim = "cognito:groups", value = "operators" }
    error_message = "Operators are a group of the pool, which Cognito names in its tokens."
  }

  assert {
    condition     = aws_cognito_user_group.operators.role_arn == null
    error_message = "Operators get rights in the API, and no role of AWS."
  }
}

run "bad_input" {
  command = plan

  variables {
    domain        = "my-aws-pool"
    callback_urls = ["http://app.example.com/callback"]
  }

  expect_failures = [var.domain, var.callback_urls]
}
