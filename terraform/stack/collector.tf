# src/ingestion/collector: takes events. API → collector → queue of events.

module "collector" {
  source = "../modules/function"

  name            = "${local.prefix}-collector"
  description     = "Takes events: judges each, and has those that are accepted in the queue before it says so"
  package         = local.packages.ingestion
  handler         = "ingestion.collector.handler.handler"
  timeout_seconds = 29 # A queue that does not answer is asked three times; the API itself gives up after 30.
  memory_mb       = 512
  platform        = local.platform
  uses_data_key   = true

  environment = {
    CATALOG_TABLE      = module.catalog.name
    EVENTS_QUEUE       = module.events_queue.name
    EVENT_MAX_AGE_DAYS = var.events.max_age_days
    UNKNOWN_TYPES      = var.events.unknown_types
    IP_ADDRESSES       = var.events.ip_addresses
    ISSUER             = local.tokens.issuer
    AUDIENCE           = local.tokens.audience
    REQUIRED_SCOPE     = local.tokens.scope
    JWKS_URL           = local.tokens.jwks_url
  }

  policy_documents = [data.aws_iam_policy_document.collector.json, data.aws_iam_policy_document.callers.json]
}

data "aws_iam_policy_document" "collector" {
  statement {
    sid       = "SendEvents"
    actions   = ["sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [module.events_queue.arn]
  }
}
