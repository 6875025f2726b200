# Alerts and digests go out through SES, from one address. No address: no mail, and no right to send any.

resource "aws_sesv2_email_identity" "sender" {
  for_each = var.mail.identity == "create" ? local.senders : toset([])

  email_identity = each.key
}

data "aws_iam_policy_document" "mail" {
  for_each = local.senders

  # SES also asks for the right to use each recipient's identity, where the account has one (in the sandbox it must), and
  # the domain's instead of the sender's own. So any identity, but one address.
  statement {
    sid       = "SendMail"
    actions   = ["ses:SendEmail"]
    resources = [var.mail.as_any_sender ? "*" : local.identities]

    dynamic "condition" {
      for_each = var.mail.as_any_sender ? [] : ["sender"]

      content {
        test     = "StringEquals"
        variable = "ses:FromAddress"
        values   = [each.key]
      }
    }
  }
}

locals {
  senders       = toset(var.mail.from == null ? [] : [var.mail.from])
  identities    = "arn:${data.aws_partition.this.partition}:ses:${data.aws_region.this.name}:${local.account_id}:identity/*"
  mail_from     = var.mail.from == null ? "" : var.mail.from
  mail_policies = [for document in data.aws_iam_policy_document.mail : document.json]

  # What is left unset is left out: the function knows what it then means.
  alert_rules_json = jsonencode([for rule in var.mail.alert_rules : {
    for key, value in {
      name       = rule.name
      on         = rule.on
      minBytes   = rule.min_bytes
      types      = rule.types
      recipients = rule.recipients
    } : key => value if value != null
  }])
}
