# ClamAV's definitions: files that never change, and a list that says which belong together.

module "definitions" {
  source = "../modules/bucket"

  name                    = local.definitions_bucket
  force_destroy           = true # Whatever it holds can be fetched again.
  kms_key_arn             = var.kms_key_arn
  noncurrent_version_days = 1
  plain_http_from         = var.plain_http_from
}

locals {
  own_definitions = (var.scan.definitions == null ? {} :
    { for name in fileset(var.scan.definitions, "*.{hdb,ndb}") : name => "${var.scan.definitions}/${name}" }
  )
}

resource "aws_s3_object" "own_definitions" {
  for_each = local.own_definitions

  bucket = module.definitions.name
  key    = "clamav/${filesha256(each.value)}/${each.key}"
  source = each.value
  etag   = filemd5(each.value)
}

resource "aws_s3_object" "own_definitions_list" {
  for_each = length(local.own_definitions) == 0 ? toset([]) : toset(["clamav/manifest.json"])

  bucket       = module.definitions.name
  key          = each.key
  content_type = "application/json"

  content = jsonencode({
    version = "own-${substr(sha256(jsonencode({ for name, file in local.own_definitions : name => filesha256(file) })), 0, 8)}"
    builtAt = "2026-11-21T00:00:00Z"
    files = { for name, file in local.own_definitions : name => {
      size   = length(file(file))
      sha256 = filesha256(file)
    } }
  })

  # The files come before the list that names them.
  depends_on = [aws_s3_object.own_definitions]
}

# src/processor/scan/updater: only the image has freshclam.
module "scan_updater" {
  source   = "../modules/function"
  for_each = var.scan.scanner == "clamav" && var.scan.image_uri != null ? { freshclam = var.scan.image_uri } : {}

  name            = "${local.prefix}-scan-updater"
  description     = "Fetches ClamAV's definitions, tells their age"
  package         = local.packages.scan
  handler         = "processor.scan.updater.handler"
  image_uri       = each.value
  timeout_seconds = 600
  memory_mb       = 1769 # freshclam loads what it fetched once, to test it: less than an engine.
  ephemeral_mb    = 2048
  platform        = local.platform
  uses_data_key   = true

  environment = {
    DEFINITIONS_BUCKET = local.definitions_bucket
    FRESHCLAM          = "/usr/bin/freshclam"
  }

  policy_documents = [data.aws_iam_policy_document.scan_updater.json]
}

data "aws_iam_policy_document" "scan_updater" {
  statement {
    sid       = "RenewDefinitions"
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = ["${local.definitions_bucket_arn}/clamav/*"]
  }

  # Without it S3 answers 403 where an object is missing, which looks like a broken policy.
  statement {
    sid       = "TellMissingFromForbidden"
    actions   = ["s3:ListBucket"]
    resources = [local.definitions_bucket_arn]
  }
}

module "scan_updater_schedule" {
  source   = "../modules/schedule"
  for_each = module.scan_updater

  name         = each.value.name
  description  = "Every three hours, away from the full hour: ClamAV publishes a few times a day"
  expression   = "cron(50 */3 * * ? *)"
  function_arn = each.value.arn

  permissions_boundary_arn = local.permissions_boundary_arn
}

resource "aws_cloudwatch_metric_alarm" "definitions_age" {
  for_each = { for name, updater in module.scan_updater : name => updater.name if length(local.alarm_topic_arns) > 0 }

  alarm_name = "${each.value}-age"
  alarm_description = join(" ", [
    "ClamAV's definitions are older than two days, or ${each.value} does not run: new malware may pass for clean.",
    "Look: aws logs tail /aws/lambda/${each.value} --since 1d; NotRenewed tells freshclam's own words.",
    "429 or 403 is ClamAV's mirror that asks for patience: it mends itself within a day.",
    "Run it by hand: aws lambda invoke --function-name ${each.value}:live /dev/stdout.",
  ])
  namespace           = "Inlet"
  metric_name         = "DefinitionsAgeSeconds"
  dimensions          = { function = each.value }
  statistic           = "Maximum"
  period              = 21600
  evaluation_periods  = 1
  threshold           = 172800
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "breaching" # Nobody told an age for six hours.
  alarm_actions       = local.alarm_topic_arns
  ok_actions          = local.alarm_topic_arns
}
