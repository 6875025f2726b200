# Who puts something in does so by rights of its own; nothing comes in the clear.

data "aws_iam_policy_document" "this" {
  statement {
    sid       = "DenyWithoutTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [local.arn]

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
