variable "name" {
  description = "Full name of the function; also of its role, log group and alarms."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,49}$", var.name))
    error_message = "A function's name is 1 to 50 lower-case letters, digits and hyphens (the SDK shortens a longer app id)."
  }
}

variable "description" {
  description = "What the function is for, in one line."
  type        = string
}

variable "package" {
  description = "The zip in S3, under a key that another content does not get; its SHA-256 in base64."
  type = object({
    bucket = string
    key    = string
    sha256 = string
  })
}

variable "image_uri" {
  description = "Container image, by its digest, that takes the place of the zip. Null: the zip."
  type        = string
  default     = null

  validation {
    condition     = var.image_uri == null || can(regex("@sha256:[0-9a-f]{64}$", var.image_uri))
    error_message = "An image is named by its digest: …@sha256:…; what a tag names may change."
  }
}

variable "ephemeral_mb" {
  description = "Space below /tmp."
  type        = number
  default     = 512

  validation {
    condition     = var.ephemeral_mb >= 512 && var.ephemeral_mb <= 10240
    error_message = "Lambda allows 512 to 10240 MB below /tmp."
  }
}

variable "handler" {
  description = "Dotted path of the handler inside the zip or the image."
  type        = string
}

variable "timeout_seconds" {
  description = "After how long Lambda stops one invocation."
  type        = number

  validation {
    condition     = var.timeout_seconds >= 1 && var.timeout_seconds <= 900
    error_message = "Lambda allows 1 to 900 seconds."
  }
}

variable "memory_mb" {
  description = "Memory; CPU grows with it (1769 MB is one vCPU)."
  type        = number

  validation {
    condition     = var.memory_mb >= 128 && var.memory_mb <= 10240
    error_message = "Lambda allows 128 to 10240 MB."
  }
}

variable "environment" {
  description = "Environment variables of this function alone."
  type        = map(string)
  default     = {}
}

variable "policy_documents" {
  description = "IAM policies (JSON) with what the function calls; none means that it calls nothing."
  type        = list(string)
  default     = []
}

variable "uses_data_key" {
  description = "Whether the function reads or writes data encrypted with platform.kms_key_arn."
  type        = bool
  default     = false
}

variable "reserved_concurrency" {
  description = "Concurrency kept for this function, which is also its ceiling; -1 reserves none."
  type        = number
  default     = -1
}

variable "platform" {
  description = "What all functions of a stack share. Environment goes to each of them; a null kms_key_arn means keys that AWS owns, no topics no alarms."
  type = object({
    runtime                  = string
    architecture             = string
    log_level                = optional(string, "INFO")
    log_retention_days       = number
    tracing                  = optional(string, "Active")
    environment              = optional(map(string), {})
    permissions_boundary_arn = optional(string)
    kms_key_arn              = optional(string)
    alarm_topic_arns         = optional(list(string), [])
  })

  validation {
    condition     = contains(["arm64", "x86_64"], var.platform.architecture)
    error_message = "The architecture is arm64 or x86_64."
  }

  validation {
    condition     = contains(["Active", "PassThrough"], var.platform.tracing)
    error_message = "Tracing is Active or PassThrough."
  }

  validation {
    condition     = contains(["DEBUG", "INFO", "WARN", "ERROR", "FATAL"], var.platform.log_level)
    error_message = "The log level is DEBUG, INFO, WARN, ERROR or FATAL."
  }
}
