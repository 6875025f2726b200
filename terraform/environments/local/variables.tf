variable "packages_dir" {
  description = "Folder with the built zips."
  type        = string
  default     = "../../../build/local"
}

variable "mail" {
  description = "Sender, alert rules and digest recipients: as variable mail of the stack."
  type = object({
    from     = optional(string)
    identity = optional(string)
    alert_rules = optional(list(object({
      name       = string
      on         = list(string)
      min_bytes  = optional(number)
      types      = optional(list(string))
      recipients = list(string)
    })), [])
    digest_recipients = optional(list(string), [])
    report_recipients = optional(list(string), [])
  })
  default = {
    from = "inlet@example.com"
    alert_rules = [
      { name = "each-upload", on = ["admitted"], recipients = ["team@example.com"] },
      { name = "rejections", on = ["rejected", "infected"], recipients = ["security@example.com"] },
    ]
    digest_recipients = ["team@example.com"]
    report_recipients = ["team@example.com"]
  }
}

variable "cors_origins" {
  description = "Origins whose pages may call the API and upload from the browser."
  type        = list(string)
  default     = ["http://localhost:3000", "http://localhost:5173"]
}

variable "function_environment" {
  description = "Further environment variables of every function."
  type        = map(string)
  default     = {}
}

variable "endpoint" {
  description = "Where the embedded cloud is reached."
  type        = string
  default     = "http://127.0.0.1:4566"
}

variable "uploads" {
  description = "How uploads work: as variable uploads of the stack."
  type = object({
    url_seconds          = optional(number)
    quick_url_seconds    = optional(number)
    download_url_seconds = optional(number)
    require_size         = optional(bool)
    pending_expiry_hours = optional(number)
    expired_row_days     = optional(number)
  })
  default = {}
}

variable "quotas" {
  description = "How much each tenant may have: as variable quotas of the stack."
  type = object({
    bytes   = optional(number)
    files   = optional(number)
    pending = optional(number)
  })
  default = {}
}

variable "catalogue" {
  description = "How lists of files are spread: as variable catalogue of the stack."
  type = object({
    spread        = optional(number)
    large_tenants = optional(map(number))
  })
  default = {}
}

variable "events" {
  description = "What is taken of events, and how long they are kept: as variable events of the stack."
  type = object({
    row_days      = optional(number)
    max_age_days  = optional(number)
    unknown_types = optional(string)
    ip_addresses  = optional(string)
  })
  default = {}
}

variable "processing" {
  description = "How files are processed: as variable processing of the stack."
  type = object({
    paused             = optional(bool)
    at_once            = optional(number)
    quarantine_days    = optional(number)
    quarantine_readers = optional(list(string))
  })
  default = {}
}

variable "scanner" {
  description = "Who scans files: clamav, or none, which lets all files be read unscanned: where there is no clamd."
  type        = string
  default     = "clamav"
}

variable "clamd" {
  description = "Where clamd is on this machine."
  type        = string
  default     = "/usr/sbin/clamd"
}
