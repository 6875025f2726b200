variable "packages_dir" {
  description = "Folder with the built zips."
  type        = string
  default     = "../../../build/aws"
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
  default = {}
}

variable "alarm_emails" {
  description = "Addresses that alarms are mailed to."
  type        = list(string)
  default     = []
}

variable "cors_origins" {
  description = "Origins whose pages may call the API and upload from the browser."
  type        = list(string)
  default     = []
}

variable "cdn" {
  description = "Downloads through CloudFront: as variable cdn of the stack."
  type = object({
    enabled         = optional(bool)
    domain_name     = optional(string)
    certificate_arn = optional(string)
    price_class     = optional(string)
    log_bucket      = optional(string)
  })
  default = {}
}

variable "function_environment" {
  description = "Further environment variables of every function."
  type        = map(string)
  default     = {}
}

variable "deletion_protection" {
  description = "Whether tables, user pool and a bucket that holds objects refuse to be destroyed; deploy with false before a destroy."
  type        = bool
  default     = true
}

variable "scanner" {
  description = "Who scans files: clamav, guardduty, or none, which lets all files be read unscanned."
  type        = string
  default     = "clamav"
}

variable "scan_image" {
  description = "The container image with ClamAV, by its digest, as make scan-image tells it. Only for scanner clamav."
  type        = string
  default     = null

  validation {
    condition     = var.scanner != "clamav" || var.scan_image != null
    error_message = "ClamAV runs from a container image: build it with make scan-image and set TF_VAR_scan_image to what it tells; or set TF_VAR_scanner to guardduty or none."
  }
}
