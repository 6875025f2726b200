variable "processing" {
  description = "Processing of files: whether it is paused (files then wait as uploaded), and how many batches, of up to five files each, are processed at once."
  type = object({
    paused  = optional(bool, false)
    at_once = optional(number, 10)
  })
  default = {}

  validation {
    condition     = var.processing.at_once >= 2 && var.processing.at_once <= 1000 && floor(var.processing.at_once) == var.processing.at_once
    error_message = "SQS feeds a whole number of 2 to 1000 executions at once."
  }
}
