variable "uploads" {
  description = "How uploads work: how long signed URLs live (POST /uploads and GET /upload), whether a size must be announced, when a pending upload without a sign of life expires and its row goes, how long old versions are kept, S3 Transfer Acceleration."
  type = object({
    url_seconds             = optional(number, 900)
    quick_url_seconds       = optional(number, 300)
    require_size            = optional(bool, false)
    pending_expiry_hours    = optional(number, 24)
    expired_row_days        = optional(number, 30)
    noncurrent_version_days = optional(number, 30)
    acceleration            = optional(bool, false)
  })
  default = {}

  # Signed by a role: no URL outlives the session's credentials, and Lambda renews those within hours.
  validation {
    condition     = alltrue([for seconds in [var.uploads.url_seconds, var.uploads.quick_url_seconds] : seconds >= 60 && seconds <= 3600])
    error_message = "A signed URL lives from 60 to 3600 seconds."
  }

  validation {
    condition     = var.uploads.pending_expiry_hours >= 1 && floor(var.uploads.pending_expiry_hours) == var.uploads.pending_expiry_hours
    error_message = "A pending upload has at least one whole hour: its signed URL must have expired before it does."
  }

  validation {
    condition     = var.uploads.expired_row_days >= 1 && var.uploads.noncurrent_version_days >= 1
    error_message = "Expired rows and old versions are kept for at least one day."
  }
}
