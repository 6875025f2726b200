variable "name" {
  description = "Name of the queue; its dead-letter queue is <name>-dlq."
  type        = string
}

variable "consumer_timeout_seconds" {
  description = "Timeout of the consuming function; the visibility timeout is six times as long."
  type        = number

  validation {
    condition     = var.consumer_timeout_seconds >= 1 && var.consumer_timeout_seconds <= 900
    error_message = "A consumer's timeout is 1 to 900 seconds."
  }
}

variable "max_receive_count" {
  description = "How many deliveries a message gets before it goes to the dead-letter queue (1 to 1000)."
  type        = number
  default     = 3

  validation {
    condition     = var.max_receive_count >= 1 && var.max_receive_count <= 1000 && floor(var.max_receive_count) == var.max_receive_count
    error_message = "SQS takes a whole number of deliveries from 1 to 1000."
  }
}

variable "producers" {
  description = "Services that may send, by a name in CamelCase: each only for one source of this account."
  type = map(object({
    service    = string
    source_arn = string
  }))
  default = {}

  validation {
    condition     = alltrue([for name in keys(var.producers) : can(regex("^[A-Za-z0-9]+$", name))])
    error_message = "A producer's name becomes part of a statement id: letters and digits only."
  }
}

variable "undelivered_from" {
  description = "Services that may put into the dead-letter queue what they could not deliver to the queue, as producers are named."
  type = map(object({
    service    = string
    source_arn = string
  }))
  default = {}

  validation {
    condition     = alltrue([for name in keys(var.undelivered_from) : can(regex("^[A-Za-z0-9]+$", name))])
    error_message = "The name of who delivers becomes part of a statement id: letters and digits only."
  }
}

variable "retention_days" {
  description = "How long an unprocessed message is kept (1 to 14)."
  type        = number
  default     = 14

  validation {
    condition     = var.retention_days >= 1 && var.retention_days <= 14
    error_message = "SQS keeps messages for at most 14 days."
  }
}

variable "alarm_age_seconds" {
  description = "Age of the oldest message from which on the queue counts as stuck."
  type        = number
  default     = 900
}

variable "alarm_topic_arns" {
  description = "SNS topics that alarms go to. None: no alarms."
  type        = list(string)
  default     = []
}

variable "kms_key_arn" {
  description = "KMS key for messages at rest; its policy must admit the producers. Null: SQS's own encryption."
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
