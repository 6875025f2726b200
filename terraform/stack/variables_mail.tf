variable "mail" {
  description = "Sender of alerts and digests (an address that SES then verifies; null: no mail), alert rules, and who gets the hourly digest. A rule without min_bytes or types takes every size or type; types may end in /*. As_any_sender widens the right to send from this sender to all, for an embedded cloud that does not tell IAM who sends."
  type = object({
    from = optional(string)
    alert_rules = optional(list(object({
      name       = string
      on         = list(string)
      min_bytes  = optional(number)
      types      = optional(list(string))
      recipients = list(string)
    })), [])
    digest_recipients = optional(list(string), [])
    as_any_sender     = optional(bool, false)
  })
  default = {}

  validation {
    condition     = var.mail.from != null || length(var.mail.alert_rules) + length(var.mail.digest_recipients) == 0
    error_message = "Alerts and digests need a sender: set mail.from."
  }

  validation {
    condition = alltrue([for rule in var.mail.alert_rules :
      can(regex("^[a-z0-9][a-z0-9-]{0,39}$", rule.name)) && length(rule.recipients) > 0
    ])
    error_message = "An alert rule has a name of up to 40 lower-case letters, digits and hyphens, and at least one recipient."
  }

  validation {
    condition     = length(distinct(var.mail.alert_rules[*].name)) == length(var.mail.alert_rules)
    error_message = "Two alert rules share a name, by which sent alerts are told apart."
  }

  validation {
    condition = alltrue([for rule in var.mail.alert_rules :
      length(rule.on) > 0 && alltrue([for outcome in rule.on : contains(["admitted", "rejected"], outcome)])
    ])
    error_message = "An alert rule is on [\"admitted\"], [\"rejected\"] or both."
  }

  validation {
    condition = alltrue([for rule in var.mail.alert_rules :
      alltrue([for type in coalesce(rule.types, []) : can(regex("^[a-z]+/([a-z0-9][a-z0-9.+-]*|\\*)$", type))])
      && coalesce(rule.min_bytes, 0) >= 0
    ])
    error_message = "An alert rule's types look like image/png or image/*, and its min_bytes is not negative."
  }

  validation {
    condition = alltrue([
      for address in concat(compact([var.mail.from]), var.mail.digest_recipients, flatten(var.mail.alert_rules[*].recipients)) :
      can(regex("^[^@\\s]+@[^@\\s]+$", address))
    ])
    error_message = "Sender and recipients are plain e-mail addresses."
  }
}
