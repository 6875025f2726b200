data "aws_caller_identity" "this" {}
data "aws_partition" "this" {}
data "aws_region" "this" {}

locals {
  prefix     = "inlet-${var.environment}"
  account_id = data.aws_caller_identity.this.account_id

  # Named here, not referenced: bucket and queue each mention the other and are then made side by side.
  uploads_bucket     = "${local.prefix}-uploads-${local.account_id}"
  uploads_bucket_arn = "arn:${data.aws_partition.this.partition}:s3:::${local.uploads_bucket}"

  archive_bucket     = "${local.prefix}-archive-${local.account_id}"
  archive_bucket_arn = "arn:${data.aws_partition.this.partition}:s3:::${local.archive_bucket}"

  derived_bucket     = "${local.prefix}-derived-${local.account_id}"
  derived_bucket_arn = "arn:${data.aws_partition.this.partition}:s3:::${local.derived_bucket}"

  quarantine_bucket     = "${local.prefix}-quarantine-${local.account_id}"
  quarantine_bucket_arn = "arn:${data.aws_partition.this.partition}:s3:::${local.quarantine_bucket}"

  # Made by `make keys`, outside of Terraform and its state (tools/keys.py).
  cursor_keys     = "/${local.prefix}/cursor-keys"
  cursor_keys_arn = "arn:${data.aws_partition.this.partition}:ssm:${data.aws_region.this.name}:${local.account_id}:parameter${local.cursor_keys}"

  api_url = coalesce(var.api.url, module.api.url)

  socket_url      = coalesce(var.api.socket_url, module.socket_api.url)
  connections_url = replace(local.socket_url, "/^ws/", "http") # the same stage, as functions of Inlet reach it

  # Signs of life may keep an upload going for a month, and the last one is good for the time that pending ones have.
  incomplete_upload_days = 30 + ceil(var.uploads.pending_expiry_hours / 24)

  permissions_boundary_arn = (var.permissions_boundary == null ? null :
  "arn:${data.aws_partition.this.partition}:iam::${local.account_id}:policy/${var.permissions_boundary}")

  # What all functions share.
  platform = merge(var.functions, {
    log_retention_days       = var.log_retention_days
    permissions_boundary_arn = local.permissions_boundary_arn
    kms_key_arn              = var.kms_key_arn
    alarm_topic_arns         = local.alarm_topic_arns
  })
}
