# src/processor/janitor/agreement: rows, lists and objects are brought to agree.

locals {
  # What findings cost is told by the API.
  janitor_prices_json = jsonencode({ s3_gb_month = var.janitor.s3_gb_month, dynamodb_gb_month = var.janitor.dynamodb_gb_month })
}

module "janitor" {
  source = "../modules/function"

  name            = "${local.prefix}-janitor"
  description     = "Holds rows, lists and objects against each other, and mends what does not agree"
  package         = local.packages.janitor
  handler         = "processor.janitor.agreement.handler.handler"
  timeout_seconds = 900  # A run goes on where the invocation before it left off.
  memory_mb       = 1769 # A whole vCPU: reading rows is half of the work.
  platform        = local.platform
  uses_data_key   = true

  environment = {
    CATALOG_TABLE      = module.catalog.name
    UPLOADS_BUCKET     = local.uploads_bucket
    DERIVED_BUCKET     = local.derived_bucket
    PROCESSING_QUEUE   = module.processing.name
    PROCESSING_PAUSED  = var.processing.paused
    LOST_AFTER_SECONDS = module.processing.cycle_seconds
    GRACE_SECONDS      = var.janitor.grace_hours * 3600
    EVERY_SECONDS      = var.janitor.every_hours * 3600
    SCHEDULED          = var.janitor.scheduled
    MOST_ENDED         = var.janitor.most_ended
  }

  policy_documents = [data.aws_iam_policy_document.janitor.json]
}

data "aws_iam_policy_document" "janitor" {
  # A scan names no row.
  statement {
    sid       = "SeeAllRows"
    actions   = ["dynamodb:Scan"]
    resources = [module.catalog.arn]
  }

  # Of files, lists, usage, and its own: none of the rows that say who may do what.
  statement {
    sid = "MendRowsOnConditions"
    actions = [
      "dynamodb:BatchGetItem",
      "dynamodb:ConditionCheckItem",
      "dynamodb:DeleteItem",
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:Query",
      "dynamodb:UpdateItem",
    ]
    resources = [module.catalog.arn]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "dynamodb:LeadingKeys"
      values   = concat(local.rows_of_files, ["JANITOR"])
    }
  }

  # Without listing S3 answers 403 where an object is missing, which must never be taken for that.
  statement {
    sid       = "FindObjects"
    actions   = ["s3:ListBucket", "s3:ListBucketVersions"]
    resources = [local.uploads_bucket_arn, local.derived_bucket_arn]
  }

  # What nobody announced lies anywhere.
  statement {
    sid       = "ExamineVersions"
    actions   = ["s3:GetObjectVersion"]
    resources = ["${local.uploads_bucket_arn}/t-*/*"]
  }

  statement {
    sid       = "RemoveWhatIsNobodys"
    actions   = ["s3:DeleteObjectVersion"]
    resources = ["${local.uploads_bucket_arn}/*", "${local.derived_bucket_arn}/*"]
  }

  statement {
    sid       = "FindMultipartUploads"
    actions   = ["s3:ListBucketMultipartUploads"]
    resources = [local.uploads_bucket_arn]
  }

  statement {
    sid       = "MeasureAndDropParts"
    actions   = ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]
    resources = ["${local.uploads_bucket_arn}/*"]
  }

  statement {
    sid       = "AskForProcessing"
    actions   = ["sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [module.processing.arn]
  }
}

module "janitor_schedule" {
  source = "../modules/schedule"

  name         = "${local.prefix}-janitor"
  description  = "Goes on with the run that is under way, and begins the one that is due"
  expression   = "cron(12/15 * * * ? *)"
  function_arn = module.janitor.arn

  permissions_boundary_arn = local.permissions_boundary_arn
}

resource "aws_cloudwatch_metric_alarm" "lost_objects" {
  for_each = toset(length(local.alarm_topic_arns) > 0 ? [module.janitor.name] : [])

  alarm_name = "${each.key}-lost-objects"
  alarm_description = join(" ", [
    "Files that had arrived are no longer in S3: their bytes are lost, unless they are elsewhere.",
    "Look: aws logs tail /aws/lambda/${each.key} --since 1d --filter-pattern LostObjects; keys names them as tenant/file.",
    "Find out who deleted them (CloudTrail, the audit log), stop that, and tell the tenant.",
    "Such a file is deleted once it is as old as the grace; restoring it brings back no bytes.",
  ])
  namespace           = "Inlet"
  metric_name         = "LostObjects"
  dimensions          = { function = each.key }
  statistic           = "Sum"
  period              = 3600
  evaluation_periods  = 1
  threshold           = 0
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching" # Only what is found is told.
  alarm_actions       = local.alarm_topic_arns
  ok_actions          = local.alarm_topic_arns
}

resource "aws_cloudwatch_metric_alarm" "janitor_undone" {
  for_each = toset(length(local.alarm_topic_arns) > 0 ? [module.janitor.name] : [])

  alarm_name = "${each.key}-undone"
  alarm_description = join(" ", [
    "A run of ${each.key} was given up, or left things that it could not look at or not mend: what does not agree stays so.",
    "Look: aws logs tail /aws/lambda/${each.key} --since 1d; 'not mended' and 'not looked at' name what, with the error.",
    "A next run tries all of it again: within the day, or at once by aws lambda invoke --function-name ${each.key}:live",
    "--cli-binary-format raw-in-base64-out --payload '{\"dryRun\": false}' /dev/stdout.",
  ])
  namespace           = "Inlet"
  metric_name         = "JanitorUndone"
  dimensions          = { function = each.key }
  statistic           = "Sum"
  period              = 3600
  evaluation_periods  = 1
  threshold           = 0
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching" # A run takes a while, and a day passes between two.
  alarm_actions       = local.alarm_topic_arns
  ok_actions          = local.alarm_topic_arns
}
