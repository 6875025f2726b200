# src/processor/janitor: what never came to an end gets one.

module "sweeper" {
  source = "../modules/function"

  name            = "${local.prefix}-sweeper"
  description     = "Expires pending uploads that show no sign of life, drops parts that belong to no upload"
  package         = local.packages.janitor
  handler         = "processor.janitor.sweeper.handler"
  timeout_seconds = 300
  memory_mb       = 256
  platform        = local.platform
  uses_data_key   = true

  environment = {
    CATALOG_TABLE              = module.catalog.name
    AUDIT_TABLE                = module.audit.name
    UPLOADS_BUCKET             = local.uploads_bucket
    VERIFICATIONS_QUEUE        = module.verifications.name
    PROCESSING_QUEUE           = module.processing.name
    PENDING_EXPIRY_SECONDS     = var.uploads.pending_expiry_hours * 3600
    VERIFICATION_CYCLE_SECONDS = module.verifications.cycle_seconds
    EXPIRED_ROW_DAYS           = var.uploads.expired_row_days
  }

  policy_documents = [data.aws_iam_policy_document.sweeper.json]
}

data "aws_iam_policy_document" "sweeper" {
  statement {
    sid       = "FindPendingUploads"
    actions   = ["dynamodb:Query"]
    resources = [module.catalog.index_arns.waiting]
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
    sid       = "RecordVerdicts"
    actions   = ["dynamodb:PutItem"]
    resources = [module.audit.arn]
  }

  statement {
    sid = "ExamineAndRejectVersions"
    actions = [
      "s3:DeleteObjectVersion",
      "s3:GetObject",
      "s3:GetObjectVersion",
      "s3:GetObjectVersionTagging",
    ]
    resources = ["${local.uploads_bucket_arn}/*"]
  }

  statement {
    sid       = "FindMultipartUploads"
    actions   = ["s3:ListBucketMultipartUploads"]
    resources = [local.uploads_bucket_arn]
  }

  statement {
    sid       = "DropParts"
    actions   = ["s3:AbortMultipartUpload"]
    resources = ["${local.uploads_bucket_arn}/*"]
  }

  # Without it S3 answers 403 where an object is missing, which looks like a broken policy.
  statement {
    sid       = "TellMissingFromForbidden"
    actions   = ["s3:ListBucket"]
    resources = [local.uploads_bucket_arn]
  }
}

module "sweeper_schedule" {
  source = "../modules/schedule"

  name         = "${local.prefix}-sweeper"
  description  = "Each hour, away from the full hour and from the digest"
  expression   = "cron(35 * * * ? *)"
  function_arn = module.sweeper.arn

  permissions_boundary_arn = local.permissions_boundary_arn
}
