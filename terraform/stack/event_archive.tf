# The archive of all events: the bucket, the table that SQL sees in it, and the workgroup whose queries cannot read much.

locals {
  archive_table = "events"
}

module "archive" {
  source = "../modules/bucket"

  name            = local.archive_bucket
  force_destroy   = !var.deletion_protection
  kms_key_arn     = var.kms_key_arn
  plain_http_from = var.plain_http_from

  # Small objects cost more there than they save. The compactor marks those that it has made.
  transitions = {
    compacted = {
      tags          = { inlet = "compacted" }
      days          = var.archive.cold_after_days
      storage_class = "GLACIER_IR"
    }
  }

  expirations = {
    results = { prefix = "results/", days = var.archive.results_days }
  }
}

resource "aws_glue_catalog_database" "this" {
  name        = replace(local.prefix, "-", "_")
  description = "The archive of ${local.prefix}"
}

# A line is one column: no SerDe then has a say in what becomes of names, numbers and objects in it.
resource "aws_glue_catalog_table" "events" {
  name          = local.archive_table
  database_name = aws_glue_catalog_database.this.name
  description   = "One line of JSON an event, as received; an event may stand in two objects of its hour while they are compacted"
  table_type    = "EXTERNAL_TABLE"

  parameters = {
    EXTERNAL                        = "TRUE"
    "projection.enabled"            = "true"
    "projection.tenant.type"        = "injected"
    "projection.date.type"          = "date"
    "projection.date.format"        = "yyyy-MM-dd"
    "projection.date.range"         = "2026-01-01,NOW+1DAY"
    "projection.date.interval"      = "1"
    "projection.date.interval.unit" = "DAYS"
    "projection.hour.type"          = "integer"
    "projection.hour.range"         = "0,23"
    "projection.hour.digits"        = "2"
    "storage.location.template"     = "s3://${module.archive.name}/events/tenant=$${tenant}/date=$${date}/hour=$${hour}/"
  }

  dynamic "partition_keys" {
    for_each = ["tenant", "date", "hour"]

    content {
      name = partition_keys.value
      type = "string"
    }
  }

  storage_descriptor {
    location      = "s3://${module.archive.name}/events/"
    input_format  = "org.apache.hadoop.mapred.TextInputFormat"
    output_format = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"

    columns {
      name = "line"
      type = "string"
    }

    # Columns are parted by a control character, which JSON never holds: the line stays whole.
    ser_de_info {
      serialization_library = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"
      parameters            = { "serialization.format" = "1" }
    }
  }
}

resource "aws_athena_workgroup" "this" {
  #checkov:skip=CKV_AWS_82:Each tenant's answers go to a folder of its own, which only the query itself can name; the role it runs by can write nowhere else, and the bucket encrypts whatever comes

  name          = local.prefix
  description   = "SQL over the archive of ${local.prefix}"
  force_destroy = !var.deletion_protection

  configuration {
    enforce_workgroup_configuration    = false
    bytes_scanned_cutoff_per_query     = var.archive.query_max_bytes
    publish_cloudwatch_metrics_enabled = true

    result_configuration {
      output_location = "s3://${module.archive.name}/results/operators/"

      encryption_configuration {
        encryption_option = var.kms_key_arn == null ? "SSE_S3" : "SSE_KMS"
        kms_key_arn       = var.kms_key_arn
      }
    }
  }
}

# For operators, who see all tenants: the same view that queries of the API are given.
resource "aws_athena_named_query" "once" {
  name        = "${local.prefix}-events-once"
  description = "Makes the view events_once, in which each event stands once. Queries of it name one tenant: WHERE tenant = 't-…'"
  workgroup   = aws_athena_workgroup.this.id
  database    = aws_glue_catalog_database.this.name
  query       = templatefile("${path.module}/event_view.sql", { database = aws_glue_catalog_database.this.name })
}
