variable "uploads" {
  description = "How uploads work: how long signed URLs live (POST /uploads, GET /upload and downloads), whether a size must be announced, when a pending upload without a sign of life expires and its row goes, for how long a deleted file can be restored, how long old versions are kept, S3 Transfer Acceleration, the greatest file whose SHA-256 can be verified, and how many are read at once."
  type = object({
    url_seconds             = optional(number, 900)
    quick_url_seconds       = optional(number, 300)
    download_url_seconds    = optional(number, 300)
    require_size            = optional(bool, false)
    pending_expiry_hours    = optional(number, 24)
    expired_row_days        = optional(number, 30)
    restore_days            = optional(number, 30)
    noncurrent_version_days = optional(number, 30)
    acceleration            = optional(bool, false)
    max_verified_bytes      = optional(number, 50000000000)
    verified_at_once        = optional(number, 5)
  })
  default = {}

  validation {
    condition = alltrue([
      for name in ["url_seconds", "quick_url_seconds", "download_url_seconds", "pending_expiry_hours", "expired_row_days", "restore_days", "noncurrent_version_days"] :
      floor(var.uploads[name]) == var.uploads[name]
    ])
    error_message = "Seconds, hours and days are whole numbers."
  }

  # Signed by a role: no URL outlives the session's credentials, and Lambda renews those within hours.
  validation {
    condition     = alltrue([for seconds in [var.uploads.url_seconds, var.uploads.quick_url_seconds, var.uploads.download_url_seconds] : seconds >= 60 && seconds <= 3600])
    error_message = "A signed URL lives from 60 to 3600 seconds."
  }

  validation {
    condition     = var.uploads.pending_expiry_hours <= 8760
    error_message = "A pending upload has at most a year."
  }

  # Signing again within 15 minutes does not count as a sign of life, and what begins just before its URL expires may
  # take as long again.
  validation {
    condition     = var.uploads.pending_expiry_hours * 3600 >= max(var.uploads.url_seconds, var.uploads.quick_url_seconds) + 1800
    error_message = "A pending upload outlives its signed URL by at least 30 minutes: raise pending_expiry_hours, or shorten the URLs' lives."
  }

  validation {
    condition     = alltrue([for days in [var.uploads.expired_row_days, var.uploads.restore_days, var.uploads.noncurrent_version_days] : days >= 1 && days <= 3650])
    error_message = "Expired rows, deleted files and old versions are kept from one day, which is longer than a signed URL lives, to ten years."
  }

  # What the verifier reads within its 900 seconds at 60 MB/s: docs/data-model.md has the arithmetic.
  validation {
    condition     = var.uploads.max_verified_bytes <= 50000000000 && floor(var.uploads.max_verified_bytes) == var.uploads.max_verified_bytes
    error_message = "Files of up to 50000000000 bytes can be verified: max_verified_bytes is a whole number, at most that."
  }

  validation {
    condition     = alltrue([for type in values(var.media_types) : type.max_bytes <= var.uploads.max_verified_bytes])
    error_message = "A media type allows files larger than can be verified: lower its max_bytes, or raise uploads.max_verified_bytes."
  }

  validation {
    condition     = var.uploads.verified_at_once >= 2 && var.uploads.verified_at_once <= 1000 && floor(var.uploads.verified_at_once) == var.uploads.verified_at_once
    error_message = "SQS feeds a whole number of 2 to 1000 executions at once."
  }
}
