variable "name" {
  description = "Name of the table."
  type        = string
}

variable "hash_key" {
  description = "Partition key, a string."
  type        = string
  default     = "pk"
}

variable "range_key" {
  description = "Sort key, a string."
  type        = string
  default     = "sk"
}

variable "indexes" {
  description = "Global secondary indexes by name, each with the attributes that it holds beside the keys: none, unless listed."
  type = map(object({
    hash_key   = string
    range_key  = string
    attributes = optional(list(string), [])
  }))
  default = {}

  validation {
    condition     = length(flatten(values(var.indexes)[*].attributes)) <= 100
    error_message = "All indexes of a table together hold at most 100 attributes beside keys."
  }
}

variable "ttl_attribute" {
  description = "Attribute with the expiry in epoch seconds. Null: rows never expire."
  type        = string
  default     = null
}

variable "stream" {
  description = "Whether changes of rows are streamed, each as the row was before and as it is after."
  type        = bool
  default     = false
}

variable "deletion_protection" {
  description = "Whether the table refuses to be deleted."
  type        = bool
  default     = true
}

variable "kms_key_arn" {
  description = "KMS key for the table at rest. Null: the key that AWS owns."
  type        = string
  default     = null
}
