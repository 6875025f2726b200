variable "quotas" {
  description = "How much each tenant may have: bytes and files, stored or promised, and uploads pending at once."
  type = object({
    bytes   = optional(number, 10000000000000)
    files   = optional(number, 10000000)
    pending = optional(number, 100000)
  })
  default = {}

  validation {
    condition     = alltrue([for limit in values(var.quotas) : floor(limit) == limit && limit >= 1])
    error_message = "Quotas are whole numbers from 1 on."
  }

  # What is summed up in the catalogue and told in JSON stays far within what both can count.
  validation {
    condition     = alltrue([for limit in values(var.quotas) : limit <= 1000000000000000])
    error_message = "A quota is at most 1000000000000000: a petabyte, or as many files."
  }
}
