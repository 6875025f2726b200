# src/processor/aggregate: slices of events become totals, and totals become reports.

module "roller" {
  source = "../modules/function"

  name                 = "${local.prefix}-roller"
  description          = "Folds slices of events into the totals of their tenants"
  package              = local.packages.aggregate
  handler              = "processor.aggregate.roller.handler"
  timeout_seconds      = 60 # A run leaves what it has no time for to the next, a minute later.
  memory_mb            = 512
  reserved_concurrency = var.events.lone_roller ? 1 : -1
  platform             = local.platform
  uses_data_key        = true

  environment = {
    EVENTS_TABLE = module.events.name
  }

  policy_documents = [data.aws_iam_policy_document.roller.json]
}

data "aws_iam_policy_document" "roller" {
  statement {
    sid       = "FindUnfoldedSlices"
    actions   = ["dynamodb:Query"]
    resources = [module.events.index_arns["by_key"]]
  }

  statement {
    sid       = "FoldSlicesIntoTotals"
    actions   = ["dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
    resources = [module.events.arn]

    # Slices, totals and marks; the events themselves are none of its business.
    condition {
      test     = "ForAllValues:StringLike"
      variable = "dynamodb:LeadingKeys"
      values   = ["A#*", "S#*", "T#*"]
    }
  }
}

module "roller_schedule" {
  source = "../modules/schedule"

  name          = "${local.prefix}-roller"
  description   = "Each minute: what an answer has to add up itself stays little"
  expression    = "rate(1 minute)"
  function_arn  = module.roller.arn
  retry_seconds = 60

  permissions_boundary_arn = local.permissions_boundary_arn
}

module "report" {
  source = "../modules/function"

  name            = "${local.prefix}-report"
  description     = "Tells what each tenant's events of an hour or a day came to"
  package         = local.packages.aggregate
  handler         = "processor.aggregate.report.handler"
  timeout_seconds = 300
  memory_mb       = 512
  platform        = local.platform
  uses_data_key   = true

  environment = {
    EVENTS_TABLE      = module.events.name
    REPORTS_TOPIC     = module.reports_topic.arn
    MAIL_FROM         = local.mail_from
    REPORT_RECIPIENTS = jsonencode(var.mail.report_recipients)
  }

  policy_documents = concat([data.aws_iam_policy_document.report.json], local.mail_policies)
}

data "aws_iam_policy_document" "report" {
  # GetItem is what a transaction of reads asks for.
  statement {
    sid       = "ReadTotalsAndBadEvents"
    actions   = ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"]
    resources = [module.events.arn]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "dynamodb:LeadingKeys"
      values   = ["A#*", "B#*", "S#*", "T#*"]
    }
  }

  statement {
    sid       = "FindUnfoldedSlices"
    actions   = ["dynamodb:Query"]
    resources = [module.events.index_arns["by_key"]]
  }

  statement {
    sid       = "MarkAsTold"
    actions   = ["dynamodb:UpdateItem"]
    resources = [module.events.arn]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "dynamodb:LeadingKeys"
      values   = ["A#*"]
    }
  }

  statement {
    sid       = "PublishReports"
    actions   = ["sns:Publish"]
    resources = [module.reports_topic.arn]
  }
}

module "report_schedule" {
  source   = "../modules/schedule"
  for_each = { hour = "cron(10 * * * ? *)", day = "cron(15 0 * * ? *)" }

  name         = "${local.prefix}-report-${each.key}"
  description  = "Some minutes after each ${each.key} of UTC: its events are stored and summed up by then"
  expression   = each.value
  function_arn = module.report.arn
  input        = jsonencode({ period = each.key })

  permissions_boundary_arn = local.permissions_boundary_arn
}

module "reports_topic" {
  source = "../modules/topic"

  name            = "${local.prefix}-reports"
  kms_key_arn     = var.kms_key_arn
  plain_http_from = var.plain_http_from
}
