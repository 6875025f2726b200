variable "name" {
  description = "Name of the API."
  type        = string
}

variable "description" {
  description = "What the API is for, in one line."
  type        = string
}

variable "function" {
  description = "The function behind all routes: outputs of the function module."
  type = object({
    name       = string
    qualifier  = string
    invoke_arn = string
  })
}

variable "throttling" {
  description = "Handshakes and messages of clients a second over the whole stage, and how many may come at once."
  type = object({
    rate_per_second = number
    burst           = number
  })

  validation {
    condition     = var.throttling.rate_per_second > 0 && var.throttling.burst > 0
    error_message = "A limit of zero lets nothing through."
  }
}

variable "log_retention_days" {
  description = "How long access logs are kept."
  type        = number
}

variable "kms_key_arn" {
  description = "KMS key for access logs at rest. Null: the key that AWS owns."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of the API alone."
  type        = map(string)
  default     = {}
}
