# The zips, as the build leaves them, put into S3 for Lambda to take from.
#
# Not handed over with each function: the provider then makes one function after the other, and waits for each.

locals {
  packages_bucket = "${local.prefix}-packages-${local.account_id}"

  zips = { for name in [
    "ingestion", "logger", "janitor", "verifier", "events", "compactor", "aggregate", "scan", "router", "finish",
    "image",
    "inspection", "text",
    "table",
    "pdf",
    "quarantine",
    "pushes",
    "history",
  ] : name => "${var.packages_dir}/${name}.zip" }

  # What functions are made of, by the zip's name.
  packages = { for name, zip in local.zips : name => {
    bucket = module.packages.name
    key    = aws_s3_object.package[name].key
    sha256 = filebase64sha256(zip)
  } }
}

module "packages" {
  source = "../modules/bucket"

  name                    = local.packages_bucket
  force_destroy           = true # Whatever it holds can be built again.
  kms_key_arn             = null # Code and no data: who deploys needs no key for it.
  noncurrent_version_days = 1    # A function keeps its own copy.
  plain_http_from         = var.plain_http_from
}

resource "aws_s3_object" "package" {
  #checkov:skip=CKV_AWS_186:Code and no data; Lambda encrypts its copy with the account owner's key where there is one

  for_each = local.zips

  bucket = module.packages.name
  key    = "${each.key}/${filesha256(each.value)}.zip"
  source = each.value

  # No tags beside those of the bucket: who deploys needs no right to set them.
  override_provider {
    default_tags {
      tags = {}
    }
  }
}
