# What the functions refuse at their start is refused here: a wrong address or number must not reach them.

variable "mail" {
  description = "Sender of alerts and digests (null: no mail) and whether its SES identity is made here or exists, alert rules, who gets the hourly digest, and who the reports of all tenants. A rule without min_bytes or types takes every size or type; * stands for anything in a type. As_any_sender widens the right to send from this sender to all, for an embedded cloud that does not tell IAM who sends."
  type = object({
    from     = optional(string)
    identity = optional(string, "create")
    alert_rules = optional(list(object({
      name       = string
      on         = list(string)
      min_bytes  = optional(number)
      types      = optional(list(string))
      recipients = list(string)
    })), [])
    digest_recipients = optional(list(string), [])
    report_recipients = optional(list(string), [])
    as_any_sender     = optional(bool, false)
  })
  default = {}

  validation {
    condition     = contains(["create", "existing"], var.mail.identity)
    error_message = "The sender's identity is \"create\" (SES then verifies the address) or \"existing\" (it, or its domain, is verified already)."
  }

  validation {
    condition     = var.mail.from != null || length(var.mail.alert_rules) + length(var.mail.digest_recipients) + length(var.mail.report_recipients) == 0
    error_message = "Alerts, digests and reports need a sender: set mail.from."
  }

  validation {
    condition     = alltrue([for name in var.mail.alert_rules[*].name : can(regex("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", name))])
    error_message = "An alert rule has a name of up to 64 letters, digits, dots, hyphens and underscores."
  }

  validation {
    condition     = length(distinct(var.mail.alert_rules[*].name)) == length(var.mail.alert_rules)
    error_message = "Two alert rules share a name, by which sent alerts are told apart."
  }

  validation {
    condition = alltrue([for outcomes in var.mail.alert_rules[*].on :
      length(outcomes) > 0 && alltrue([for outcome in outcomes : contains(["admitted", "rejected", "infected"], outcome)])
    ])
    error_message = "An alert rule is on one or more of \"admitted\", \"rejected\" and \"infected\"."
  }

  validation {
    condition = alltrue([for least in var.mail.alert_rules[*].min_bytes :
      least == null ? true : least >= 0 && floor(least) == least
    ])
    error_message = "An alert rule's min_bytes is a whole number, 0 or more."
  }

  validation {
    condition = alltrue([for type in flatten([for types in var.mail.alert_rules[*].types : types == null ? [] : types]) :
      can(regex("^[a-z0-9*][a-z0-9*.+-]*/[a-z0-9*][a-z0-9*.+-]*$", type))
    ])
    error_message = "An alert rule's types look like image/png or image/*."
  }

  # SES takes no more than 50 in one message.
  validation {
    condition = length(var.mail.digest_recipients) <= 50 && length(var.mail.report_recipients) <= 50 && alltrue([
      for recipients in var.mail.alert_rules[*].recipients : length(recipients) >= 1 && length(recipients) <= 50
    ])
    error_message = "An alert rule has 1 to 50 recipients, the digest and the reports at most 50."
  }

  # SES wants ASCII: a domain with other letters is written as punycode, a local part with others cannot be reached.
  validation {
    condition = alltrue([
      for address in concat(var.mail.from == null ? [] : [var.mail.from], var.mail.digest_recipients, var.mail.report_recipients, flatten(var.mail.alert_rules[*].recipients)) :
      can(regex("^[!#-'*+./0-9=?A-Z^-~-]{1,64}@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*$", address))
    ])
    error_message = "Sender and recipients are plain e-mail addresses in ASCII, without names, quotes or brackets."
  }
}
