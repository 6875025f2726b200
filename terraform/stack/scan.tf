# src/processor/scan: whether files are free of malware. Its verdict is a tag on the version, which the uploads bucket's
# policy reads, and stands in the row.

locals {
  definitions_bucket     = "${local.prefix}-definitions-${local.account_id}"
  definitions_bucket_arn = "arn:${data.aws_partition.this.partition}:s3:::${local.definitions_bucket}"

  # ClamAV's definitions take 1.2 GiB in memory (https://docs.clamav.net/manual/Installing/Docker.html); an engine
  # reloads by starting anew, so never twice. 3008 MB is the most that a young account is given.
  # Below /tmp: the file (2 GB), what is unpacked of it (2 GB), old and new definitions.
  scan_size = var.scan.scanner == "clamav" ? { memory_mb = 3008, ephemeral_mb = 6144 } : { memory_mb = 256, ephemeral_mb = 512 }
}

module "scan" {
  source = "../modules/function"

  name            = "${local.prefix}-scan"
  description     = "Scans files for malware, tags them with the verdict"
  package         = local.packages.scan
  handler         = "processor.scan.handler.handler"
  image_uri       = var.scan.image_uri
  timeout_seconds = 210 # Reading 2 GB at 60 MB/s, SCAN_SECONDS, and what is left for loading definitions.
  memory_mb       = local.scan_size.memory_mb
  ephemeral_mb    = local.scan_size.ephemeral_mb
  platform        = local.platform
  uses_data_key   = true

  environment = {
    CATALOG_TABLE      = module.catalog.name
    UPLOADS_BUCKET     = local.uploads_bucket
    DEFINITIONS_BUCKET = local.definitions_bucket
    SCANNER            = var.scan.scanner
    CLAMD              = var.scan.clamd
    SCAN_SECONDS       = 100
    EXTRACTORS         = jsonencode(local.extractor_of)
  }

  policy_documents = concat(
    [data.aws_iam_policy_document.scan.json],
    var.scan.scanner == "clamav" ? [data.aws_iam_policy_document.scan_with_clamav.json] : [],
    var.scan.scanner == "guardduty" ? [data.aws_iam_policy_document.scan_with_guardduty.json] : [],
  )
}

data "aws_iam_policy_document" "scan" {
  statement {
    sid       = "RecordVerdicts"
    actions   = ["dynamodb:UpdateItem"]
    resources = [module.catalog.arn]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "dynamodb:LeadingKeys"
      values   = ["F#*"]
    }
  }

  # Nobody else may, by the bucket's policy.
  statement {
    sid       = "TagVersions"
    actions   = ["s3:PutObjectVersionTagging"]
    resources = ["${local.uploads_bucket_arn}/t-*/*"]
  }
}

data "aws_iam_policy_document" "scan_with_clamav" {
  statement {
    sid       = "ReadVersions"
    actions   = ["s3:GetObjectVersion"]
    resources = ["${local.uploads_bucket_arn}/t-*/*"]
  }

  statement {
    sid       = "ReadDefinitions"
    actions   = ["s3:GetObject"]
    resources = ["${local.definitions_bucket_arn}/clamav/*"]
  }

  # Without it S3 answers 403 where an object is missing, which looks like a broken policy.
  statement {
    sid       = "TellMissingFromForbidden"
    actions   = ["s3:ListBucket"]
    resources = [local.uploads_bucket_arn, local.definitions_bucket_arn]
  }
}

data "aws_iam_policy_document" "scan_with_guardduty" {
  statement {
    sid       = "FindEarlierVerdicts"
    actions   = ["dynamodb:GetItem"]
    resources = [module.catalog.arn]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "dynamodb:LeadingKeys"
      values   = ["F#*"]
    }
  }
}
