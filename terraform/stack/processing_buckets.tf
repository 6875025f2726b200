# What is made of files, and where those go that must not be read.

module "derived" {
  source = "../modules/bucket"

  name                    = local.derived_bucket
  force_destroy           = !var.deletion_protection
  kms_key_arn             = var.kms_key_arn
  noncurrent_version_days = 1 # All of it can be made again.
  plain_http_from         = var.plain_http_from
  readers                 = { for cdn in module.cdn : "LetTheDistributionRead" => { distribution_arn = cdn.arn, action = "s3:GetObject" } }

  # Pages fetch variants by signed URLs.
  cors = {
    origins        = var.cors_origins
    methods        = ["GET", "HEAD"]
    headers        = ["Range"]
    expose_headers = ["Content-Disposition", "ETag"]
  }
}

module "quarantine_bucket" {
  source = "../modules/bucket"

  name                    = local.quarantine_bucket
  force_destroy           = !var.deletion_protection
  kms_key_arn             = var.kms_key_arn
  noncurrent_version_days = 1 # Who deletes a copy means it.
  expiration_days         = var.processing.quarantine_days
  policy_documents        = [data.aws_iam_policy_document.quarantine_gate.json]
  plain_http_from         = var.plain_http_from
}
