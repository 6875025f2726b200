# src/processor/pusher: what the topic is told → queue → WebSocket connections of those who may know.

module "pushes" {
  source = "../modules/queue"

  name                     = "${local.prefix}-pushes"
  consumer_timeout_seconds = module.pusher.timeout_seconds
  max_receive_count        = 3
  retention_days           = 1   # News of yesterday is none: the API tells how a file stands.
  alarm_age_seconds        = 900 # A delivery that dies comes again after six minutes.
  kms_key_arn              = var.kms_key_arn
  alarm_topic_arns         = local.alarm_topic_arns
  plain_http_from          = var.plain_http_from

  producers = {
    StatusTopic = { service = "sns.amazonaws.com", source_arn = module.status_topic.arn }
  }
}

resource "aws_sns_topic_subscription" "pushes" {
  topic_arn            = module.status_topic.arn
  protocol             = "sqs"
  endpoint             = module.pushes.arn
  raw_message_delivery = true
}

module "pusher" {
  source = "../modules/function"

  name            = "${local.prefix}-pusher"
  description     = "Sends news of files to the connections of those who may know"
  package         = local.packages.pushes
  handler         = "processor.pusher.handler.handler"
  timeout_seconds = 60
  memory_mb       = 512
  platform        = local.platform
  uses_data_key   = true

  environment = {
    CATALOG_TABLE   = module.catalog.name
    CONNECTIONS_URL = local.connections_url
    PUSHES_QUEUE    = module.pushes.name
    PUSHES_DLQ      = module.pushes.dlq_name
  }

  policy_documents = [data.aws_iam_policy_document.pusher.json]
}

data "aws_iam_policy_document" "pusher" {
  statement {
    sid       = "TakeNews"
    actions   = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
    resources = [module.pushes.arn]
  }

  # For connections that took nothing: once more, in a while. And away with what is no news.
  statement {
    sid       = "SendAgainAndPutAway"
    actions   = ["sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [module.pushes.arn, module.pushes.dlq_arn]
  }

  statement {
    sid       = "FindListeners"
    actions   = ["dynamodb:Query"]
    resources = [module.catalog.arn]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "dynamodb:LeadingKeys"
      values   = ["C#*"]
    }
  }

  statement {
    sid       = "TellWhoMayKnow"
    actions   = ["dynamodb:BatchGetItem"]
    resources = [module.catalog.arn]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "dynamodb:LeadingKeys"
      values   = ["T#*"]
    }
  }

  statement {
    sid       = "ForgetConnectionsThatAreGone"
    actions   = ["dynamodb:DeleteItem"]
    resources = [module.catalog.arn]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "dynamodb:LeadingKeys"
      values   = ["C#*", "W#*"]
    }
  }

  statement {
    sid       = "SendToConnections"
    actions   = ["execute-api:ManageConnections"]
    resources = [module.socket_api.connections_arn]
  }
}

resource "aws_lambda_event_source_mapping" "pushes" {
  event_source_arn        = module.pushes.arn
  function_name           = module.pusher.arn
  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"]
}
