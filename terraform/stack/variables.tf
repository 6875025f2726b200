variable "environment" {
  description = "Name of the environment; all names begin with inlet-<environment>."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{1,9}$", var.environment))
    error_message = "An environment is named by 2 to 10 lower-case letters and digits."
  }
}

variable "packages_dir" {
  description = "Folder with the zips that tools/packages.py names, such as ingestion.zip, relative to where Terraform runs."
  type        = string
}

variable "deletion_protection" {
  description = "Whether tables, user pool and a bucket that holds objects refuse to be destroyed."
  type        = bool
}

variable "log_retention_days" {
  description = "How long all logs are kept."
  type        = number

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "CloudWatch Logs keeps logs for certain numbers of days only, such as 1, 7, 30, 90 or 365."
  }
}

variable "cors_origins" {
  description = "Origins whose pages may call the API and upload from the browser, such as https://app.example.com."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for origin in var.cors_origins : can(regex("^https?://[^/*]+$", origin))])
    error_message = "An origin is scheme, host and port, without path, slash at the end or wildcard."
  }
}

variable "alarms" {
  description = "Whether there are alarms, and addresses that they are mailed to; each confirms its subscription once."
  type = object({
    enabled = optional(bool, true)
    emails  = optional(list(string), [])
  })
  default = {}
}

variable "kms_key_arn" {
  description = "KMS key for all data at rest. Its policy must admit S3, SQS, SNS, EventBridge, CloudWatch, CloudWatch Logs, DynamoDB, Lambda and, for downloads through it, CloudFront. Null: keys that AWS owns or S3 manages."
  type        = string
  default     = null
}

variable "permissions_boundary" {
  description = "Name of the policy of this account that bounds every role: inlet-<environment>-boundary, made by bootstrap. Null: none."
  type        = string
  default     = null
}

variable "functions" {
  description = "What all functions share: Lambda runtime and architecture (those of the zips), log level, X-Ray mode, further environment variables."
  type = object({
    runtime      = optional(string, "python3.13")
    architecture = optional(string, "arm64")
    log_level    = optional(string, "INFO")
    tracing      = optional(string, "Active")
    environment  = optional(map(string), {})
  })
  default = {}
}

variable "api" {
  description = "Where API and WebSocket are reached, if not at API Gateway's own addresses (the latter with its stage); limits of each as a whole; tags of each alone."
  type = object({
    url        = optional(string)
    socket_url = optional(string)
    throttling = optional(object({
      rate_per_second = number
      burst           = number
    }), { rate_per_second = 1000, burst = 2000 })
    tags        = optional(map(string), {})
    socket_tags = optional(map(string), {})
  })
  default = {}

  validation {
    condition     = var.api.url == null ? true : can(regex("^https?://.+[^/]$", var.api.url))
    error_message = "The API is reached at an https:// URL, without a slash at the end."
  }

  validation {
    condition     = var.api.socket_url == null ? true : can(regex("^wss?://.+[^/]$", var.api.socket_url))
    error_message = "The WebSocket is reached at a wss:// URL, without a slash at the end."
  }
}

variable "plain_http_from" {
  description = "Networks from which bucket and queues take plain HTTP: that of an embedded cloud. Empty, as on AWS: TLS only."
  type        = list(string)
  default     = []
}
