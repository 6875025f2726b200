# Tenants, members, projects and files. A pending upload is found through the sparse index `pending`.

module "catalog" {
  source = "../modules/table"

  name          = "${local.prefix}-catalog"
  ttl_attribute = "ttl"

  indexes = {
    pending = { hash_key = "pendingShard", range_key = "pendingSince" }
  }

  deletion_protection = var.deletion_protection
  kms_key_arn         = var.kms_key_arn
}
