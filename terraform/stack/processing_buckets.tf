# What is made of files, and where those go that must not be read.

module "derived" {
  source = "../modules/bucket"

  name                    = local.derived_bucket
  force_destroy           = !var.deletion_protection
  kms_key_arn             = var.kms_key_arn
  noncurrent_version_days = 1 # All of it can be made again.
  plain_http_from         = var.plain_http_from

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
  noncurrent_version_days = var.uploads.noncurrent_version_days
  plain_http_from         = var.plain_http_from
}
