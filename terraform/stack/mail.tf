# Alerts and digests go out through SES, from one address. No address: no mail, and no right to send any.

resource "aws_sesv2_email_identity" "sender" {
  for_each = var.mail.from == null ? toset([]) : toset([var.mail.from])

  email_identity = each.key
}

data "aws_iam_policy_document" "mail" {
  for_each = aws_sesv2_email_identity.sender

  statement {
    sid       = "SendMail"
    actions   = ["ses:SendEmail"]
    resources = [var.mail.as_any_sender ? "*" : each.value.arn]
  }
}

locals {
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
