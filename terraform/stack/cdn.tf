# Downloads through CloudFront, where that is wanted: URLs signed by the function `files` with keys that Terraform never sees.

locals {
  # Made by `make keys`, outside of Terraform and its state (tools/cdn_keys.py): the private keys, and the public ones.
  cdn_keys        = "/${local.prefix}/cdn-keys"
  cdn_keys_arn    = "arn:${data.aws_partition.this.partition}:ssm:${data.aws_region.this.name}:${local.account_id}:parameter${local.cdn_keys}"
  cdn_public_keys = "/${local.prefix}/cdn-public-keys"

  cdn = var.cdn.enabled ? toset(["downloads"]) : toset([])

  # Null where there is none. What a distribution makes needless goes once it is there, and not with the plan to make it.
  distribution_arn = one([for cdn in module.cdn : cdn.arn])

  # What the function `files` is told.
  distribution_json = jsonencode(one([for cdn in module.cdn : {
    host       = cdn.domain
    keys       = local.cdn_keys
    publicKeys = cdn.key_ids
  }]))
}

data "aws_ssm_parameter" "cdn_public_keys" {
  for_each = local.cdn

  name            = local.cdn_public_keys
  with_decryption = false
}

module "cdn" {
  source   = "../modules/cdn"
  for_each = local.cdn

  name           = local.prefix
  originals_host = module.uploads_bucket.regional_domain_name
  derived_host   = module.derived.regional_domain_name
  public_keys    = jsondecode(data.aws_ssm_parameter.cdn_public_keys[each.key].insecure_value)
  own_domain     = var.cdn.domain_name == null ? null : { name = var.cdn.domain_name, certificate_arn = var.cdn.certificate_arn }
  price_class    = var.cdn.price_class
  log_bucket     = var.cdn.log_bucket
  cors_origins   = var.cors_origins
}

data "aws_iam_policy_document" "files_through_cdn" {
  for_each = local.cdn

  # Encrypted as the keys of cursors are.
  statement {
    sid       = "ReadDistributionKeys"
    actions   = ["ssm:GetParameter"]
    resources = [local.cdn_keys_arn]
  }
}
