mock_provider "aws" {
  source = "../mocks"
}

variables {
  environments      = ["dev"]
  github_repository = "acme/inlet"
}

run "rules" {
  assert {
    condition = (
      aws_ecr_repository.scan["dev"].image_tag_mutability == "IMMUTABLE" &&
      one(one(data.aws_iam_policy_document.scan_image["dev"].statement).principals).identifiers == toset(["lambda.amazonaws.com"]) &&
      one(one(one(data.aws_iam_policy_document.scan_image["dev"].statement).condition).values) == local.owned["dev"].functions
    )
    error_message = "What scans is an image that nobody changes under its tag, and that functions of its environment pull."
  }

  assert {
    condition = {
      for condition in data.aws_iam_policy_document.github["dev"].statement[0].condition : condition.variable => "${condition.test} ${one(condition.values)}"
      } == {
      "token.actions.githubusercontent.com:aud" = "StringEquals sts.amazonaws.com"
      "token.actions.githubusercontent.com:sub" = "StringEquals repo:acme/inlet:environment:dev"
    }
    error_message = "Only workflows of the one repository in the environment of the role's name come in."
  }

  assert {
    condition = alltrue([for statement in data.aws_iam_policy_document.write_services["dev"].statement :
      [for condition in statement.condition : "${condition.test} ${condition.variable} ${one(condition.values)}"] == ["StringEquals iam:PermissionsBoundary arn:aws:iam::123456789012:policy/${aws_iam_policy.boundary["dev"].name}"]
      if contains(statement.actions, "iam:CreateRole") || contains(statement.actions, "iam:PutRolePolicy")
    ])
    error_message = "Roles are made and given rights only within the boundary."
  }

  assert {
    condition = alltrue([for statement in data.aws_iam_policy_document.write_services["dev"].statement :
      alltrue([for resource in statement.resources : startswith(resource, "arn:aws:iam::123456789012:role/inlet-dev-")])
      if anytrue([for action in statement.actions : startswith(action, "iam:")])
    ])
    error_message = "A deployer changes and passes roles of its environment only, never its own."
  }

  assert {
    condition = alltrue(flatten([
      for document in [
        data.aws_iam_policy_document.read_data["dev"],
        data.aws_iam_policy_document.read_services["dev"],
        data.aws_iam_policy_document.write_data["dev"],
        data.aws_iam_policy_document.write_services["dev"],
        data.aws_iam_policy_document.read_cdn["dev"],
        data.aws_iam_policy_document.write_cdn["dev"],
        data.aws_iam_policy_document.boundary["dev"],
        ] : [
        for statement in document.statement : [for action in statement.actions : !can(regex("[*?]", action))]
      ]
    ]))
    error_message = "No right is a wildcard of actions."
  }

  assert {
    condition = alltrue(flatten([for statement in concat(data.aws_iam_policy_document.read_data["dev"].statement, data.aws_iam_policy_document.read_services["dev"].statement, data.aws_iam_policy_document.read_cdn["dev"].statement) :
      [for action in statement.actions : can(regex(":(Get|List|Describe|GET)", action)) || contains(["LockState", "ReadEnvironments", "ValidateDefinitions"], statement.sid)]
    ]))
    error_message = "Planning reads, and changes nothing but the lock."
  }

  assert {
    condition = !anytrue(flatten([for statement in data.aws_iam_policy_document.write_data["dev"].statement :
      [for action in statement.actions : startswith(action, "iam:")]
    ]))
    error_message = "Rights over data are no rights over roles."
  }

  assert {
    condition     = module.state.protected
    error_message = "The state bucket refuses to be destroyed."
  }
}

run "keys" {
  assert {
    condition = {
      for statement in concat(data.aws_iam_policy_document.read_data["dev"].statement, data.aws_iam_policy_document.read_services["dev"].statement, data.aws_iam_policy_document.write_data["dev"].statement, data.aws_iam_policy_document.write_services["dev"].statement) :
      statement.sid => [for condition in statement.condition : [condition.test, condition.variable, condition.values]]
      if anytrue([for action in statement.actions : startswith(action, "kms:")])
      } == {
      ReadEnvironments   = [["StringEquals", "kms:ViaService", tolist(["lambda.eu-central-1.amazonaws.com"])]]
      HandKeysToServices = [["StringEquals", "kms:ViaService", tolist(["dynamodb.eu-central-1.amazonaws.com", "lambda.eu-central-1.amazonaws.com"])]]
    }
    error_message = "A deployer's rights over keys are good only through the services that are made with them."
  }

  assert {
    condition = {
      for statement in concat(data.aws_iam_policy_document.read_data["dev"].statement, data.aws_iam_policy_document.read_services["dev"].statement, data.aws_iam_policy_document.write_data["dev"].statement, data.aws_iam_policy_document.write_services["dev"].statement, data.aws_iam_policy_document.read_cdn["dev"].statement, data.aws_iam_policy_document.write_cdn["dev"].statement) :
      statement.sid => concat(sort(statement.actions), sort(statement.resources), [for condition in statement.condition : "${condition.test} ${condition.variable} ${one(condition.values)}"])
      if anytrue([for action in statement.actions : startswith(action, "ssm:")])
      } == {
      MakeSigningKeys   = ["ssm:PutParameter", "arn:aws:ssm:eu-central-1:123456789012:parameter/inlet-dev/*", "StringNotEquals ssm:Overwrite true"]
      RemoveSigningKeys = ["ssm:DeleteParameter", "arn:aws:ssm:eu-central-1:123456789012:parameter/inlet-dev/*"]
      ReadPublicKeys    = ["ssm:GetParameter", "arn:aws:ssm:eu-central-1:123456789012:parameter/inlet-dev/cdn-public-keys"]
    }
    error_message = "A deployer makes keys for signing where there are none, reads but public ones, and replaces none."
  }

  assert {
    condition     = contains(local.owned["dev"].log_groups, "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/vendedlogs/apis/inlet-dev")
    error_message = "The access log of another environment, such as dev2, is not dev's."
  }
}

run "downloads" {
  assert {
    condition     = toset([for statement in concat(data.aws_iam_policy_document.read_cdn["dev"].statement, data.aws_iam_policy_document.write_cdn["dev"].statement) : statement.sid if contains(statement.resources, "*")]) == toset(["ReadKeyGroups", "KeepKeyGroups"])
    error_message = "Rights over CloudFront name this account, where CloudFront has a resource to name."
  }

  assert {
    condition = [for statement in data.aws_iam_policy_document.read_cdn["dev"].statement : [statement.actions, statement.resources] if statement.sid == "ReadCertificates"] == [
      [toset(["acm:DescribeCertificate"]), toset(["arn:aws:acm:us-east-1:123456789012:certificate/*"])]
    ]
    error_message = "Certificates of downloads are looked at, in the one region where CloudFront has them."
  }
}

run "bad_input" {
  command = plan

  variables {
    environments      = ["Prod!"]
    github_repository = "acme/*"
  }

  expect_failures = [var.environments, var.github_repository]
}
