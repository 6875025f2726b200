# src/ingestion/operators: what operators of the platform see and start, of all tenants at once.

module "operators" {
  source = "../modules/function"

  name            = "${local.prefix}-operators"
  description     = "Begins and shows runs of the janitor, for operators of the platform"
  package         = local.packages.ingestion
  handler         = "ingestion.operators.handler.handler"
  timeout_seconds = 10
  memory_mb       = 512
  platform        = local.platform
  uses_data_key   = true

  environment = {
    CATALOG_TABLE         = module.catalog.name
    JANITOR_FUNCTION      = module.janitor.arn
    JANITOR_GRACE_SECONDS = var.janitor.grace_hours * 3600
    JANITOR_PRICES        = local.janitor_prices_json
    OPERATORS_CLAIM       = local.tokens.operators_claim
    OPERATORS_VALUE       = local.tokens.operators_value
  }

  policy_documents = [data.aws_iam_policy_document.operators.json]
}

data "aws_iam_policy_document" "operators" {
  # No tenant's rows, no files: what operators may see of them is what runs have counted.
  statement {
    sid       = "EnterAndReadRuns"
    actions   = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"]
    resources = [module.catalog.arn]

    condition {
      test     = "ForAllValues:StringEquals"
      variable = "dynamodb:LeadingKeys"
      values   = ["JANITOR"]
    }
  }

  statement {
    sid       = "WakeTheJanitor"
    actions   = ["lambda:InvokeFunction"]
    resources = [module.janitor.arn]
  }
}
