# src/logger: the audit log of arrivals, its alerts and its digest.

module "logger" {
  source = "../modules/function"

  name            = "${local.prefix}-logger"
  description     = "Writes the audit log, admits or rejects arrivals, sends alerts"
  package         = local.packages.logger
  handler         = "logger.handler.handler"
  timeout_seconds = 30
  memory_mb       = 512
  platform        = local.platform
  uses_data_key   = true

  environment = {
    CATALOG_TABLE       = module.catalog.name
    AUDIT_TABLE         = module.audit.name
    UPLOADS_BUCKET      = local.uploads_bucket
    ARRIVALS_DLQ        = module.arrivals.dlq_name
    VERIFICATIONS_QUEUE = module.verifications.name
    PROCESSING_QUEUE    = module.processing.name
    MAIL_FROM           = local.mail_from
    ALERT_RULES         = local.alert_rules_json
  }

  policy_documents = concat([data.aws_iam_policy_document.logger.json], local.mail_policies)
}

data "aws_iam_policy_document" "logger" {
  statement {
    sid       = "TakeArrivals"
    actions   = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
    resources = [module.arrivals.arn]
  }

  # What no further delivery could mend goes there at once.
  statement {
    sid       = "PutAwayBadMessages"
    actions   = ["sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [module.arrivals.dlq_arn]
  }

  statement {
    sid       = "AskForVerification"
    actions   = ["sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [module.verifications.arn]
  }

  statement {
    sid       = "AskForProcessing"
    actions   = ["sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [module.processing.arn]
  }

  statement {
    sid       = "RecordFacts"
    actions   = ["dynamodb:GetItem", "dynamodb:PutItem"]
    resources = [module.audit.arn]
  }

  statement {
    sid       = "SettleUploads"
    actions   = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
    resources = [module.catalog.arn]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "dynamodb:LeadingKeys"
      values   = local.rows_of_files
    }
  }

  statement {
    sid       = "ExamineAndRejectVersions"
    actions   = ["s3:DeleteObjectVersion", "s3:GetObjectVersion", "s3:GetObjectVersionTagging"]
    resources = ["${local.uploads_bucket_arn}/*"]
  }

  # Without it S3 answers 403 where an object is missing, which looks like a broken policy.
  statement {
    sid       = "TellMissingFromForbidden"
    actions   = ["s3:ListBucket"]
    resources = [local.uploads_bucket_arn]
  }
}

module "digest" {
  source = "../modules/function"

  name            = "${local.prefix}-digest"
  description     = "Mails what arrived in the hour before"
  package         = local.packages.logger
  handler         = "logger.digest.handler"
  timeout_seconds = 60
  memory_mb       = 256
  platform        = local.platform
  uses_data_key   = true

  environment = {
    AUDIT_TABLE       = module.audit.name
    MAIL_FROM         = local.mail_from
    DIGEST_RECIPIENTS = jsonencode(var.mail.digest_recipients)
  }

  policy_documents = concat([data.aws_iam_policy_document.digest.json], local.mail_policies)
}

data "aws_iam_policy_document" "digest" {
  statement {
    sid       = "ReadTheHour"
    actions   = ["dynamodb:Query"]
    resources = [module.audit.index_arns.by_hour]
  }

  statement {
    sid       = "MarkAsSent"
    actions   = ["dynamodb:GetItem", "dynamodb:PutItem"]
    resources = [module.audit.arn]
  }
}

module "digest_schedule" {
  source = "../modules/schedule"

  name         = "${local.prefix}-digest"
  description  = "Five past each hour: late arrivals of the hour before are in by then"
  expression   = "cron(5 * * * ? *)"
  function_arn = module.digest.arn

  permissions_boundary_arn = local.permissions_boundary_arn
}
