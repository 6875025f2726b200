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

run "access" {
  command = plan

  assert {
    condition = toset([for route, authorization in module.api.authorization : route if authorization == "NONE"]) == toset([
      "GET /health", "GET /openapi.json", "GET /docs", "GET /.well-known/oauth-protected-resource", "$default", "POST /events", "POST /v1/{call}",
    ])
    error_message = "Public are health, OpenAPI document, documentation, where to sign in, whatever has no route of its own, and the ways in of events, which tell themselves who is asking."
  }

  assert {
    condition     = !contains([for route, authorization in module.api.authorization : authorization], "AWS_IAM") && length(module.api.authorization) == 46
    error_message = "Every other route takes tokens."
  }

  assert {
    condition     = output.scope == "inlet/api" && output.issuer == "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_mock"
    error_message = "The stack's own pool issues the tokens, with the API's scope."
  }

  assert {
    condition = { for name in ["API_URL", "ISSUER", "REQUIRED_SCOPE", "SIGN_IN_SCOPES", "AUTHORIZATION_ENDPOINT", "TOKEN_ENDPOINT", "REVOCATION_ENDPOINT"] : name => module.public.environment[name] } == {
      API_URL                = "https://mockapi.execute-api.eu-central-1.amazonaws.com"
      ISSUER                 = output.issuer
      REQUIRED_SCOPE         = "inlet/api"
      SIGN_IN_SCOPES         = jsonencode(["openid", "email", "inlet/api"])
      AUTHORIZATION_ENDPOINT = "https://inlet-test-123456789012.auth.eu-central-1.amazoncognito.com/oauth2/authorize"
      TOKEN_ENDPOINT         = "https://inlet-test-123456789012.auth.eu-central-1.amazoncognito.com/oauth2/token"
      REVOCATION_ENDPOINT    = "https://inlet-test-123456789012.auth.eu-central-1.amazoncognito.com/oauth2/revoke"
    } && module.public.environment.CLIENT_ID == output.user_pool_client_id
    error_message = "Clients are told of the pool's hosted sign-in."
  }

  assert {
    condition = alltrue(flatten([
      for document in [
        data.aws_iam_policy_document.uploads,
        data.aws_iam_policy_document.files,
        data.aws_iam_policy_document.changes,
        data.aws_iam_policy_document.tenants,
        data.aws_iam_policy_document.reader,
        data.aws_iam_policy_document.queries,
        data.aws_iam_policy_document.collector,
        data.aws_iam_policy_document.operators,
        data.aws_iam_policy_document.callers,
        data.aws_iam_policy_document.logger,
        data.aws_iam_policy_document.digest,
        data.aws_iam_policy_document.sweeper,
        data.aws_iam_policy_document.purge,
        data.aws_iam_policy_document.janitor,
        data.aws_iam_policy_document.verifier,
        data.aws_iam_policy_document.scan,
        data.aws_iam_policy_document.scan_updater,
        data.aws_iam_policy_document.scan_with_clamav,
        data.aws_iam_policy_document.scan_with_guardduty,
        data.aws_iam_policy_document.router,
        data.aws_iam_policy_document.finish,
        data.aws_iam_policy_document.extractor,
        data.aws_iam_policy_document.event_processor,
        data.aws_iam_policy_document.roller,
        data.aws_iam_policy_document.report,
        data.aws_iam_policy_document.quarantine,
        data.aws_iam_policy_document.outbox,
        data.aws_iam_policy_document.history,
        data.aws_iam_policy_document.pusher,
        data.aws_iam_policy_document.sockets,
        data.aws_iam_policy_document.mail["inlet@example.com"],
        ] : [
        for statement in document.statement : [
          statement.effect == null || statement.effect == "Allow",
          alltrue([for action in statement.actions : !can(regex("[*?]", action))]),
          alltrue([for resource in statement.resources :
            contains(["${local.uploads_bucket_arn}/*", "${local.uploads_bucket_arn}/t-*/*", "${local.derived_bucket_arn}/t-*/*", "${local.derived_bucket_arn}/*", "${local.quarantine_bucket_arn}/t-*/*", "${local.archive_bucket_arn}/events/*", "${local.definitions_bucket_arn}/clamav/*", local.identities, module.socket_api.connections_arn], resource) || !can(regex("[*?]", resource))
          ]),
          length(coalesce(statement.not_actions, [])) + length(coalesce(statement.not_resources, [])) == 0,
        ]
      ]
    ]))
    error_message = "No function is granted a wildcard, but for the objects of its bucket and the recipients of its mail."
  }

  assert {
    condition     = !contains(keys(module.public.environment), "CATALOG_TABLE") && !contains(keys(module.public.environment), "UPLOADS_BUCKET")
    error_message = "The public function knows of no data."
  }

  assert {
    condition = [for statement in data.aws_iam_policy_document.uploads.statement : statement.actions if anytrue([for resource in statement.resources : startswith(resource, local.uploads_bucket_arn)])] == [
      toset(["s3:PutObject"]),
      toset(["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]),
      toset(["s3:ListBucket"]),
    ]
    error_message = "The API can create objects, whole or in parts, and list them; it can never read or delete one."
  }

  assert {
    condition = [for statement in data.aws_iam_policy_document.uploads.statement : statement.resources if anytrue([for action in ["s3:PutObject", "s3:AbortMultipartUpload"] : contains(statement.actions, action)])] == [
      toset(["${local.uploads_bucket_arn}/t-*/*"]),
      toset(["${local.uploads_bucket_arn}/t-*/*"]),
    ]
    error_message = "A signed upload can create objects, and the API drop parts, in tenants' folders only."
  }

  assert {
    condition = { for statement in data.aws_iam_policy_document.files.statement : statement.sid => jsonencode([sort(statement.actions), [for condition in statement.condition : [condition.test, condition.variable, sort(condition.values)]]]) } == {
      TellWhoIsAskingAndReadFiles = jsonencode([["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"], [["ForAllValues:StringLike", "dynamodb:LeadingKeys", ["F#*", "L#*", "T#*", "U#*"]]]])
      FindFilesByStatus           = jsonencode([["dynamodb:Query"], []])
      SignDownloads               = jsonencode([["s3:GetObjectVersion"], []])
      SignVariants                = jsonencode([["s3:GetObject"], []])
      AskForProcessing            = jsonencode([["sqs:GetQueueUrl", "sqs:SendMessage"], []])
      ReadCursorKeys              = jsonencode([["ssm:GetParameter"], []])
    }
    error_message = "Downloads are signed by who reads rows, versions and variants, and writes nothing but requests for processing."
  }

  assert {
    condition = (
      [for statement in data.aws_iam_policy_document.files.statement : one(statement.resources) if statement.sid == "ReadCursorKeys"] == ["arn:aws:ssm:eu-central-1:123456789012:parameter/inlet-test/cursor-keys"]
      && module.files.environment.CURSOR_KEYS == "/inlet-test/cursor-keys"
    )
    error_message = "One parameter holds the keys of cursors: the one that is read."
  }

  assert {
    condition = { for statement in data.aws_iam_policy_document.files.statement : statement.sid => one(statement.resources) if startswith(statement.sid, "Sign") } == {
      SignDownloads = "${local.uploads_bucket_arn}/t-*/*"
      SignVariants  = "${local.derived_bucket_arn}/t-*/*"
    }
    error_message = "What is signed for download lies in tenants' folders of the buckets for uploads and for what was made of them."
  }

  assert {
    condition = (
      toset(flatten([for statement in data.aws_iam_policy_document.tenants.statement : statement.resources])) == toset([module.catalog.arn]) &&
      alltrue([for statement in data.aws_iam_policy_document.tenants.statement : one(statement.condition).variable == "dynamodb:LeadingKeys" && toset(one(statement.condition).values) == toset(["K#*", "T#*", "U#*"])])
    )
    error_message = "The function of tenants touches rows of tenants, users and write keys, never a file's."
  }

  assert {
    condition = [
      for document in [data.aws_iam_policy_document.logger, data.aws_iam_policy_document.router, data.aws_iam_policy_document.sweeper] :
      jsonencode([for statement in document.statement : [sort(statement.actions), [for condition in statement.condition : [condition.test, condition.variable, sort(condition.values)]]] if contains(["AdmitAndBeginRuns", "SettleUploads"], statement.sid)])
      ] == [
      for _ in range(3) :
      jsonencode([[["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"], [["ForAllValues:StringLike", "dynamodb:LeadingKeys", ["F#*", "L#*", "T#*#?"]]]]])
    ]
    error_message = "Who settles files changes their rows, lists and usage, and neither tenants nor members."
  }

  assert {
    condition = { for statement in data.aws_iam_policy_document.janitor.statement : statement.sid => [for condition in statement.condition : join(" ", concat([condition.test, condition.variable], sort(condition.values)))] if contains(statement.resources, module.catalog.arn) } == {
      SeeAllRows           = []
      MendRowsOnConditions = [join(" ", concat(["ForAllValues:StringLike", "dynamodb:LeadingKeys"], sort(concat(local.rows_of_files, ["JANITOR"]))))]
    }
    error_message = "The janitor sees all rows, and changes those of files, lists, usage and its own alone."
  }

  assert {
    condition     = toset([for statement in data.aws_iam_policy_document.janitor.statement : one(statement.resources) if contains(statement.actions, "s3:GetObjectVersion")]) == toset(["${local.uploads_bucket_arn}/t-*/*"])
    error_message = "The janitor examines versions of tenants' files by id."
  }

  assert {
    condition = (
      toset(flatten([for statement in data.aws_iam_policy_document.callers.statement : statement.resources])) == toset([module.catalog.arn]) &&
      alltrue([for statement in data.aws_iam_policy_document.callers.statement : one(statement.condition).variable == "dynamodb:LeadingKeys" && toset(one(statement.condition).values) == toset(statement.sid == "FindWriteKeys" ? ["K#*"] : ["T#*", "U#*"])])
    )
    error_message = "The collector reads write keys and memberships, never a file's row."
  }

  assert {
    condition     = local.tokens.jwks_url == "${output.issuer}/.well-known/jwks.json"
    error_message = "The keys of the pool's tokens are fetched below their issuer."
  }

  assert {
    condition = (
      jsonencode([for statement in data.aws_iam_policy_document.reader.statement : [for condition in statement.condition : [condition.variable, sort(condition.values)]] if contains(statement.actions, "dynamodb:UpdateItem")]) == jsonencode([[["dynamodb:LeadingKeys", ["B#*"]]]]) &&
      !anytrue(flatten([for statement in data.aws_iam_policy_document.reader.statement : [for action in ["dynamodb:PutItem", "dynamodb:DeleteItem"] : contains(statement.actions, action)]]))
    )
    error_message = "The reader changes nothing but the marks of bad events."
  }

  assert {
    condition = { for name, statements in { roller = data.aws_iam_policy_document.roller.statement, report = data.aws_iam_policy_document.report.statement } : name => { for statement in statements : statement.sid => jsonencode([for condition in statement.condition : [condition.test, condition.variable, sort(condition.values)]]) if contains(statement.resources, module.events.arn) } } == {
      roller = { FoldSlicesIntoTotals = jsonencode([["ForAllValues:StringLike", "dynamodb:LeadingKeys", ["A#*", "S#*", "T#*"]]]) }
      report = {
        MarkAsTold             = jsonencode([["ForAllValues:StringLike", "dynamodb:LeadingKeys", ["A#*"]]])
        ReadTotalsAndBadEvents = jsonencode([["ForAllValues:StringLike", "dynamodb:LeadingKeys", ["A#*", "B#*", "S#*", "T#*"]]])
      }
    }
    error_message = "What sums events up reads no event's own row, and changes but slices, totals and marks."
  }

  assert {
    condition = { for statement in data.aws_iam_policy_document.operators.statement : statement.sid => concat(sort(statement.actions), tolist(statement.resources), flatten([for condition in statement.condition : concat([condition.test, condition.variable], sort(condition.values))])) } == {
      EnterAndReadRuns = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", module.catalog.arn, "ForAllValues:StringEquals", "dynamodb:LeadingKeys", "JANITOR"]
      WakeTheJanitor   = ["lambda:InvokeFunction", module.janitor.arn]
    }
    error_message = "What operators do touches the rows of the janitor's runs and the janitor, and nothing else."
  }

  assert {
    condition     = [for name in ["OPERATORS_CLAIM", "OPERATORS_VALUE"] : module.operators.environment[name]] == ["cognito:groups", "operators"]
    error_message = "Operators are a group of the stack's own pool."
  }

  assert {
    condition = [for statement in data.aws_iam_policy_document.mail["inlet@example.com"].statement : [for condition in statement.condition : [condition.test, condition.variable, condition.values]]] == [
      [["StringEquals", "ses:FromAddress", tolist(["inlet@example.com"])]]
    ]
    error_message = "Mail goes out from the one address, to whomever SES lets it."
  }
}

run "addresses_and_a_sender_of_ones_own" {
  command = plan

  variables {
    api  = { url = "https://inlet.example.com" }
    auth = { sign_in_url = "https://login.example.com", keys_url = "https://login.example.com" }
    mail = { from = "inlet@example.com", identity = "existing", digest_recipients = ["team@example.com"] }
  }

  assert {
    condition     = local.tokens.jwks_url == "https://login.example.com/${output.user_pool_id}/.well-known/jwks.json"
    error_message = "Keys are fetched from a domain of one's own."
  }

  assert {
    condition     = module.public.environment.API_URL == "https://inlet.example.com" && output.api_url == "https://inlet.example.com"
    error_message = "A domain of one's own is what clients are told of the API."
  }

  assert {
    condition     = module.public.environment.TOKEN_ENDPOINT == "https://login.example.com/oauth2/token" && output.sign_in_url == "https://login.example.com"
    error_message = "A domain of one's own is what clients are told of the sign-in."
  }

  assert {
    condition     = length(aws_sesv2_email_identity.sender) == 0 && keys(data.aws_iam_policy_document.mail) == ["inlet@example.com"]
    error_message = "An identity that others made is used and left alone."
  }
}
