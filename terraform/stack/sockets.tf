# src/ingestion/sockets: tickets for the WebSocket, and who is connected.

module "socket_api" {
  source = "../modules/socket_api"

  name        = "${local.prefix}-sockets"
  description = "Inlet: news of files, for members of their tenants"
  function    = module.sockets
  throttling  = var.api.throttling
  tags        = var.api.socket_tags

  log_retention_days = var.log_retention_days
  kms_key_arn        = var.kms_key_arn
}

module "sockets" {
  source = "../modules/function"

  name            = "${local.prefix}-sockets"
  description     = "Issues tickets for the WebSocket, and keeps who is connected"
  package         = local.packages.ingestion
  handler         = "ingestion.sockets.handler.handler"
  timeout_seconds = 10
  memory_mb       = 512
  platform        = local.platform
  uses_data_key   = true

  environment = {
    CATALOG_TABLE = module.catalog.name
    SOCKET_URL    = local.socket_url
  }

  policy_documents = [data.aws_iam_policy_document.sockets.json]
}

data "aws_iam_policy_document" "sockets" {
  statement {
    sid       = "KnowMembersAndListeners"
    actions   = ["dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:Query"]
    resources = [module.catalog.arn]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "dynamodb:LeadingKeys"
      values   = ["C#*", "Q#*", "T#*", "U#*", "W#*"]
    }
  }

  # A user's first call makes a personal tenant, whatever it is for.
  statement {
    sid       = "CountTenants"
    actions   = ["dynamodb:UpdateItem"]
    resources = [module.catalog.arn]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "dynamodb:LeadingKeys"
      values   = ["U#*"]
    }
  }

  statement {
    sid       = "DemandMembership"
    actions   = ["dynamodb:ConditionCheckItem"]
    resources = [module.catalog.arn]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "dynamodb:LeadingKeys"
      values   = ["T#*"]
    }
  }

  statement {
    sid       = "UseTicketsUpAndForgetConnections"
    actions   = ["dynamodb:DeleteItem"]
    resources = [module.catalog.arn]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "dynamodb:LeadingKeys"
      values   = ["C#*", "Q#*", "W#*"]
    }
  }
}
