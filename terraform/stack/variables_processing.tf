variable "processing" {
  description = "Processing of files: whether it is paused (files then wait as uploaded), how many batches, of up to five files each, are processed at once; after how many days copies of infected files are deleted, and the names of the roles by which people may look at them."
  type = object({
    paused  = optional(bool, false)
    at_once = optional(number, 10)

    quarantine_days    = optional(number, 90)
    quarantine_readers = optional(list(string), [])
  })
  default = {}

  validation {
    condition     = var.processing.at_once >= 2 && var.processing.at_once <= 1000 && floor(var.processing.at_once) == var.processing.at_once
    error_message = "SQS feeds a whole number of 2 to 1000 executions at once."
  }

  validation {
    condition     = var.processing.quarantine_days >= 1 && var.processing.quarantine_days <= 3650 && floor(var.processing.quarantine_days) == var.processing.quarantine_days
    error_message = "Copies of infected files are kept for 1 to 3650 whole days."
  }

  validation {
    condition     = alltrue([for name in var.processing.quarantine_readers : can(regex("^[A-Za-z0-9+=,.@_-]{1,64}$", name))])
    error_message = "Who may look at infected files is the name of a role, without wildcards or path."
  }
}
