# One immutable row for each thing that happened to an object. The digest reads it by the hour.

module "audit" {
  source = "../modules/table"

  name = "${local.prefix}-audit"

  indexes = {
    by_hour = {
      hash_key   = "hour"
      range_key  = "recordedAt"
      attributes = ["kind", "size", "type", "tenantId", "verdict", "reasonCode", "by"] # what a digest sums up
    }
  }

  deletion_protection = var.deletion_protection
  kms_key_arn         = var.kms_key_arn
}
