variable "name" {
  description = "Whose dead letters these are; the queue is <name>-dlq, its alarm <name>-dead-letters."
  type        = string
}

variable "runbook" {
  description = "What to do about them: sentences at the end of the alarm's description."
  type        = string
}

variable "alarm_topic_arns" {
  description = "SNS topics that the alarm goes to. None: no alarm."
  type        = list(string)
  default     = []
}

variable "kms_key_arn" {
  description = "KMS key for messages at rest. Null: SQS's own encryption."
  type        = string
  default     = null
}

variable "plain_http_from" {
  description = "Loopback or private networks let through without TLS, for an embedded cloud. Empty: nobody."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for cidr in var.plain_http_from : can(cidrhost(cidr, 0)) && can(regex("^(127\\.|10\\.|192\\.168\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.)", cidr))])
    error_message = "Plain HTTP is for loopback and private networks only, which do not reach AWS."
  }
}
