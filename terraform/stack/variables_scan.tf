variable "scan" {
  description = "Who scans files: clamav, guardduty, or none, which has to be said; with clamav the container image that holds it (null: clamd is on the machine, as with the embedded cloud), where clamd is in it, and a folder of definitions that is used instead of ClamAV's own (for the embedded cloud); with guardduty the name of the role by which its malware protection reads the uploads bucket."
  type = object({
    scanner     = optional(string, "clamav")
    image_uri   = optional(string)
    clamd       = optional(string, "/usr/sbin/clamd")
    definitions = optional(string)
    reader_role = optional(string)
  })
  default = {}

  validation {
    condition     = contains(["clamav", "guardduty", "none"], var.scan.scanner)
    error_message = "The scanner is clamav, guardduty or none."
  }
}
