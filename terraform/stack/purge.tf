# src/processor/janitor/purge: what was deleted, and can no longer be restored, goes for good.

module "purge" {
  source = "../modules/function"

  name            = "${local.prefix}-purge"
  description     = "Removes all that is left of files whose time to be restored is over"
  package         = local.packages.janitor
  handler         = "processor.janitor.purge.handler"
  timeout_seconds = 300
  memory_mb       = 256
  platform        = local.platform
  uses_data_key   = true

  environment = {
    CATALOG_TABLE  = module.catalog.name
    UPLOADS_BUCKET = local.uploads_bucket
    DERIVED_BUCKET = local.derived_bucket
    RESTORE_DAYS   = var.uploads.restore_days
  }

  policy_documents = [data.aws_iam_policy_document.purge.json]
}

data "aws_iam_policy_document" "purge" {
  statement {
    sid       = "FindDeletedFiles"
    actions   = ["dynamodb:Query"]
    resources = [module.catalog.index_arns.waiting]
  }

  # The row, what stands beside it, and what it counted for of the tenant's quota.
  statement {
    sid       = "ForgetFiles"
    actions   = ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:UpdateItem"]
    resources = [module.catalog.arn]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "dynamodb:LeadingKeys"
      values   = ["F#*", "T#*#?"]
    }
  }

  statement {
    sid       = "FindVersions"
    actions   = ["s3:ListBucketVersions"]
    resources = [local.uploads_bucket_arn, local.derived_bucket_arn]
  }

  statement {
    sid       = "RemoveVersions"
    actions   = ["s3:DeleteObjectVersion"]
    resources = ["${local.uploads_bucket_arn}/t-*/*", "${local.derived_bucket_arn}/t-*/*"]
  }
}

module "purge_schedule" {
  source = "../modules/schedule"

  name         = "${local.prefix}-purge"
  description  = "Each hour, away from the sweeper"
  expression   = "cron(5 * * * ? *)"
  function_arn = module.purge.arn

  permissions_boundary_arn = local.permissions_boundary_arn
}
