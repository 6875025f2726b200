variable "name" {
  description = "Name of the bucket, unique in the world. No dots: acceleration and TLS host names forbid them."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.name))
    error_message = "A bucket's name is 3 to 63 lower-case letters, digits and hyphens."
  }
}

variable "force_destroy" {
  description = "Whether destroying the bucket may delete what it holds."
  type        = bool
  default     = false
}

variable "kms_key_arn" {
  description = "KMS key for objects at rest. Null: SSE-S3."
  type        = string
  default     = null
}

variable "cors" {
  description = "What browsers of which origins may do. No origins: no CORS."
  type = object({
    origins        = optional(list(string), [])
    methods        = optional(list(string), ["GET", "HEAD"])
    headers        = optional(list(string), [])
    expose_headers = optional(list(string), [])
  })
  default = {}
}

variable "incomplete_upload_days" {
  description = "After how many days, counted from its beginning, a multipart upload is aborted."
  type        = number
  default     = 2
}

variable "noncurrent_version_days" {
  description = "After how many days an overwritten or deleted version is removed for good."
  type        = number
  default     = 30

  validation {
    condition     = var.noncurrent_version_days >= 1
    error_message = "Old versions are kept for at least one day."
  }
}

variable "transitions" {
  description = "By name: which objects, known by all of these tags and by their size, move to which storage class after how many days."
  type = map(object({
    tags              = map(string)
    days              = number
    storage_class     = string
    larger_than_bytes = optional(number, 131072) # What is smaller costs as much as this in most classes.
  }))
  default = {}

  validation {
    condition     = alltrue([for rule in var.transitions : length(rule.tags) > 0 && rule.days >= 0])
    error_message = "A transition names at least one tag, and whole days."
  }
}

variable "expirations" {
  description = "By name: objects whose keys begin with the prefix are deleted after so many days, and gone for good a day later."
  type = map(object({
    prefix = string
    days   = number
  }))
  default = {}

  validation {
    condition     = alltrue([for rule in var.expirations : endswith(rule.prefix, "/") && rule.days >= 1])
    error_message = "An expiration names a folder, ending in a slash, and at least one day."
  }
}

variable "expiration_days" {
  description = "After how many days every object is deleted, and gone for good a day later. Null: never."
  type        = number
  default     = null

  validation {
    condition     = var.expiration_days == null ? true : var.expiration_days >= 1 && floor(var.expiration_days) == var.expiration_days
    error_message = "Objects are kept for whole days, one at least."
  }
}

variable "acceleration" {
  description = "Whether S3 Transfer Acceleration is on."
  type        = bool
  default     = false
}

variable "policy_documents" {
  description = "Bucket policies (JSON) with what is forbidden beside plain HTTP; what roles may do is said by their own policies, never here."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for document in var.policy_documents : alltrue([for statement in lookup(jsondecode(document), "Statement", []) : statement.Effect == "Deny"])])
    error_message = "A bucket's policy only denies."
  }
}

variable "readers" {
  description = "Distributions of CloudFront that read objects in CloudFront's own name, by the id of their statement in CamelCase: the distribution's ARN, and the one action: s3:GetObject, or s3:GetObjectVersion for versions by their id and nothing else."
  type        = map(object({ distribution_arn = string, action = string }))
  default     = {}

  validation {
    condition     = alltrue([for sid in keys(var.readers) : can(regex("^[A-Za-z0-9]+$", sid))])
    error_message = "A statement id is of letters and digits only."
  }

  validation {
    condition     = alltrue([for reader in values(var.readers) : contains(["s3:GetObject", "s3:GetObjectVersion"], reader.action)])
    error_message = "A reader reads: s3:GetObject or s3:GetObjectVersion."
  }

  validation {
    condition     = alltrue([for reader in values(var.readers) : can(regex("^arn:[a-z-]+:cloudfront::[0-9]{12}:distribution/[A-Z0-9]+$", reader.distribution_arn))])
    error_message = "A reader is one distribution of CloudFront, named by its whole ARN."
  }
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
