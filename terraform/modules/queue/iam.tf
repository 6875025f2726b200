data "aws_iam_policy_document" "this" {
  source_policy_documents = [data.aws_iam_policy_document.tls_only["this"].json]

  dynamic "statement" {
    for_each = var.producers

    content {
      sid       = "Accept${statement.key}"
      actions   = ["sqs:SendMessage"]
      resources = [local.arn]

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

data "aws_iam_policy_document" "dlq" {
  source_policy_documents = [data.aws_iam_policy_document.tls_only["dlq"].json]

  dynamic "statement" {
    for_each = var.undelivered_from

    content {
      sid       = "Accept${statement.key}"
      actions   = ["sqs:SendMessage"]
      resources = [local.dlq_arn]

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

data "aws_iam_policy_document" "tls_only" {
  for_each = { this = local.arn, dlq = local.dlq_arn }

  statement {
    sid       = "DenyWithoutTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [each.value]

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
}
