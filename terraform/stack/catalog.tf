# Tenants, members, projects and files. Pending uploads, and what was deleted, are found through the sparse
# index `waiting`; changes of a file's status are told from the stream (outbox.tf).

module "catalog" {
  source = "../modules/table"

  name          = "${local.prefix}-catalog"
  ttl_attribute = "ttl"
  stream        = true

  indexes = {
    waiting = { hash_key = "waitingIn", range_key = "waitingSince" }
  }

  deletion_protection = var.deletion_protection
  kms_key_arn         = var.kms_key_arn
}
