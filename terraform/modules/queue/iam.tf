# Each of the two queues accepts what is sent by its own services alone, and nothing in the clear.

data "aws_iam_policy_document" "this" {
  for_each = {
    this = { arn = local.arn, senders = var.producers }
    dlq  = { arn = local.dlq_arn, senders = var.undelivered_from }
  }

  statement {
    sid       = "DenyWithoutTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [each.value.arn]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }

    dynamic "condition" {
      for_each = length(var.plain_http_from) == 0 ? [] : ["exempt"]

      content {
        test     = "NotIpAddress"
        variable = "aws:SourceIp"
        values   = var.plain_http_from
      }
    }
  }

  dynamic "statement" {
    for_each = each.value.senders

    content {
      sid       = "Accept${statement.key}"
      actions   = ["sqs:SendMessage"]
      resources = [each.value.arn]

      principals {
        type        = "Service"
        identifiers = [statement.value.service]
      }

      condition {
        test     = "ArnEquals"
        variable = "aws:SourceArn"
        values   = [statement.value.source_arn]
      }

      condition {
        test     = "StringEquals"
        variable = "aws:SourceAccount"
        values   = [data.aws_caller_identity.this.account_id]
      }
    }
  }
}
