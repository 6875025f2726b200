variable "name" {
  description = "Name of the topic."
  type        = string
}

variable "publishers" {
  description = "Services that may publish on behalf of this account, by the id of their statement in CamelCase."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for sid in keys(var.publishers) : can(regex("^[A-Za-z0-9]+$", sid))])
    error_message = "A statement id is of letters and digits only."
  }
}

variable "kms_key_arn" {
  description = "KMS key for messages at rest; its policy must admit the publishers. Null: SNS's own key, or none where services publish."
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
