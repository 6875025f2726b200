variable "events" {
  description = "Events: how many days their rows are kept (an id that is sent again is known that long, less 28 days), how many days old an event may be when it comes, whether types without a schema are taken (accept or refuse), how much is kept of the address that events come from (whole, truncated to /24 or /48, none), how many batches are processed at once, whether concurrency of one is reserved for the roller (which an account must have to spare; without, runs that overlap hinder each other and no more), and whether an embedded cloud asks IAM for calls of statements as such."
  type = object({
    row_days          = optional(number, 90)
    max_age_days      = optional(number, 400)
    unknown_types     = optional(string, "accept")
    ip_addresses      = optional(string, "truncated")
    processed_at_once = optional(number, 10)
    lone_roller       = optional(bool, false)
    batches_as_calls  = optional(bool, false)
  })
  default = {}

  # A message may wait for 28 days: in the queue, then in its dead-letter queue. A week must be left to tell duplicates.
  validation {
    condition     = var.events.row_days >= 35 && var.events.row_days <= 3650 && floor(var.events.row_days) == var.events.row_days
    error_message = "Rows of events are kept for a whole number of 35 to 3650 days."
  }

  validation {
    condition     = var.events.processed_at_once >= 2 && var.events.processed_at_once <= 1000 && floor(var.events.processed_at_once) == var.events.processed_at_once
    error_message = "SQS feeds a whole number of 2 to 1000 executions at once."
  }

  validation {
    condition     = var.events.max_age_days >= 1 && var.events.max_age_days <= 3650 && floor(var.events.max_age_days) == var.events.max_age_days
    error_message = "Events may be a whole number of 1 to 3650 days old."
  }

  validation {
    condition     = contains(["accept", "refuse"], var.events.unknown_types)
    error_message = "Types without a schema are taken (accept) or not (refuse)."
  }

  validation {
    condition     = contains(["whole", "truncated", "none"], var.events.ip_addresses)
    error_message = "Addresses are kept whole, truncated or not at all (none)."
  }
}
