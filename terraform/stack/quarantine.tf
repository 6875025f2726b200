# src/processor/quarantine: what the scanner condemned goes where nothing reads it. Its bucket is made beside the others.

module "quarantine" {
  source = "../modules/function"

  name            = "${local.prefix}-quarantine"
  description     = "Moves versions that were found infected into quarantine"
  package         = local.packages.quarantine
  handler         = "processor.quarantine.handler.handler"
  timeout_seconds = 120 # S3 copies, large versions in parts side by side; what is not done by then is begun again.
  memory_mb       = 256
  platform        = local.platform
  uses_data_key   = true

  environment = {
    CATALOG_TABLE     = module.catalog.name
    UPLOADS_BUCKET    = local.uploads_bucket
    QUARANTINE_BUCKET = local.quarantine_bucket
    ARRIVALS_QUEUE    = module.arrivals.name
  }

  policy_documents = [data.aws_iam_policy_document.quarantine.json]
}

data "aws_iam_policy_document" "quarantine" {
  statement {
    sid       = "AskTheRowAndNoteTheStep"
    actions   = ["dynamodb:GetItem", "dynamodb:UpdateItem"]
    resources = [module.catalog.arn]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "dynamodb:LeadingKeys"
      values   = ["F#*"]
    }
  }

  # Beside S3 and the verifier nobody else sends there: the logger believes what is told because of that.
  statement {
    sid       = "TellWhatWasFound"
    actions   = ["sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [module.arrivals.arn]
  }

  statement {
    sid       = "TakeInfectedVersions"
    actions   = ["s3:DeleteObjectVersion", "s3:GetObjectVersion"]
    resources = ["${local.uploads_bucket_arn}/t-*/*"]
  }

  # HeadObject tells whether a copy is there already; parts are dropped where copying fails.
  statement {
    sid       = "KeepCopies"
    actions   = ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"]
    resources = ["${local.quarantine_bucket_arn}/t-*/*"]
  }

  # Without it S3 answers 403 where an object is missing, which looks like a broken policy.
  statement {
    sid       = "TellMissingFromForbidden"
    actions   = ["s3:ListBucket"]
    resources = [local.uploads_bucket_arn, local.quarantine_bucket_arn]
  }
}
