# src/processor/compactor: many small archive objects of an hour become few large ones.

module "compactor" {
  source = "../modules/function"

  name            = "${local.prefix}-compactor"
  description     = "Makes few large archive objects of many small ones"
  package         = local.packages.compactor
  handler         = "processor.compactor.handler.handler"
  timeout_seconds = 900
  memory_mb       = 512
  platform        = local.platform
  uses_data_key   = true

  environment = {
    ARCHIVE_BUCKET = local.archive_bucket
  }

  policy_documents = [data.aws_iam_policy_document.compactor.json]
}

data "aws_iam_policy_document" "compactor" {
  statement {
    sid       = "ListTheArchive"
    actions   = ["s3:ListBucket", "s3:ListBucketVersions"]
    resources = [module.archive.arn]
  }

  statement {
    sid       = "ReadSmallObjects"
    actions   = ["s3:GetObjectVersion"]
    resources = ["${module.archive.arn}/events/*"]
  }

  # What is there by its current version: outputs, notes.
  statement {
    sid       = "SeeWhatIsDone"
    actions   = ["s3:GetObject"]
    resources = ["${module.archive.arn}/compaction/*", "${module.archive.arn}/events/*/compacted-*"]
  }

  statement {
    sid       = "WriteLargeObjects"
    actions   = ["s3:PutObject", "s3:PutObjectTagging"]
    resources = ["${module.archive.arn}/events/*/compacted-*"]
  }

  statement {
    sid       = "NoteAndPutAside"
    actions   = ["s3:PutObject"]
    resources = ["${module.archive.arn}/compaction/*", "${module.archive.arn}/damaged/*"]
  }

  statement {
    sid       = "RemoveWhatIsCompacted"
    actions   = ["s3:DeleteObjectVersion"]
    resources = ["${module.archive.arn}/compaction/*", "${module.archive.arn}/events/*"]
  }

  # Whatever goes wrong, what was compacted stays.
  statement {
    sid       = "KeepLargeObjects"
    effect    = "Deny"
    actions   = ["s3:DeleteObjectVersion"]
    resources = ["${module.archive.arn}/events/*/compacted-*"]
  }
}

module "compactor_schedule" {
  source = "../modules/schedule"

  name         = "${local.prefix}-compactor"
  description  = "Each hour, when what the last one brought is archived"
  expression   = "cron(20 * * * ? *)"
  function_arn = module.compactor.arn

  permissions_boundary_arn = local.permissions_boundary_arn
}
