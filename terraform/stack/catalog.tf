# Tenants, members, projects and files. A pending upload is found through the sparse index `pending`; changes of a
# file's status are told from the stream (outbox.tf).

module "catalog" {
  source = "../modules/table"

  name          = "${local.prefix}-catalog"
  ttl_attribute = "ttl"
  stream        = true

  indexes = {
    pending = { hash_key = "pendingShard", range_key = "pendingSince" }
  }

  deletion_protection = var.deletion_protection
  kms_key_arn         = var.kms_key_arn
}
