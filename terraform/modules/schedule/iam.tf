data "aws_caller_identity" "this" {}

data "aws_iam_policy_document" "trust" {
  statement {
    sid     = "SchedulerRunsTheSchedule"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["scheduler.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.this.account_id]
    }
  }
}

data "aws_iam_policy_document" "this" {
  statement {
    sid       = "InvokeTheFunction"
    actions   = ["lambda:InvokeFunction"]
    resources = [var.function_arn]
  }
}

resource "aws_iam_role" "this" {
  name                 = "${var.name}-schedule"
  description          = "Lets EventBridge Scheduler invoke ${var.name}"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy" "this" {
  name   = "schedule"
  role   = aws_iam_role.this.id
  policy = data.aws_iam_policy_document.this.json
}
