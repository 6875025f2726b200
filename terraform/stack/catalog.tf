# Tenants, members, projects, files and the lists of these. Pending uploads, and what was deleted, are found through the
# sparse index `waiting`, files that are not completed through `by_status`; changes of a file's status are told from the
# stream (outbox.tf), which keeps the change logs of files, too (history.tf): it has room for two readers.

module "catalog" {
  source = "../modules/table"

  name          = "${local.prefix}-catalog"
  ttl_attribute = "ttl"
  stream        = true

  indexes = {
    waiting   = { hash_key = "waitingIn", range_key = "waitingSince" }
    by_status = { hash_key = "statusKey", range_key = "statusAt" }
  }

  deletion_protection = var.deletion_protection
  kms_key_arn         = var.kms_key_arn
}

locals {
  # Who writes a list asks it of a new file, who reads one of a tenant.
  index_spread_json = jsonencode({ default = var.catalogue.spread, tenants = var.catalogue.large_tenants })

  # Settling a file changes its row, its places in lists, and one of the eight rows of its tenant's usage, all in one
  # transaction: none of the rows that say who may do what.
  rows_of_files = ["F#*", "L#*", "T#*#?"]
}
