# Terraform state of every environment in this account; old versions are the way back.

module "state" {
  source = "../modules/bucket"

  name                    = "inlet-tfstate-${local.account_id}"
  noncurrent_version_days = 365
  plain_http_from         = var.plain_http_from
}
