# What may be uploaded, and up to which size. One table for all functions.

variable "media_types" {
  description = "Accepted media types: file name extensions (lower case, without dot) and greatest size in bytes. What is larger than 100 MB is sent in parts, up to S3's 5 TiB."
  type = map(object({
    extensions = list(string)
    max_bytes  = number
  }))

  default = {
    "image/jpeg"                = { extensions = ["jpg", "jpeg"], max_bytes = 50000000 }
    "image/png"                 = { extensions = ["png"], max_bytes = 50000000 }
    "image/webp"                = { extensions = ["webp"], max_bytes = 50000000 }
    "image/gif"                 = { extensions = ["gif"], max_bytes = 50000000 }
    "image/tiff"                = { extensions = ["tif", "tiff"], max_bytes = 50000000 }
    "image/heic"                = { extensions = ["heic"], max_bytes = 50000000 }
    "image/heif"                = { extensions = ["heif"], max_bytes = 50000000 }
    "image/avif"                = { extensions = ["avif"], max_bytes = 50000000 }
    "application/pdf"           = { extensions = ["pdf"], max_bytes = 100000000 }
    "text/csv"                  = { extensions = ["csv"], max_bytes = 50000000000 }
    "text/tab-separated-values" = { extensions = ["tsv"], max_bytes = 50000000000 }
    "text/plain"                = { extensions = ["txt", "log"], max_bytes = 50000000000 }
    "application/json"          = { extensions = ["json"], max_bytes = 5000000000 }
    "application/zip"           = { extensions = ["zip"], max_bytes = 50000000000 }
    "video/mp4"                 = { extensions = ["mp4"], max_bytes = 50000000000 }
    "audio/mpeg"                = { extensions = ["mp3"], max_bytes = 5000000000 }
    "audio/wav"                 = { extensions = ["wav"], max_bytes = 50000000000 }
  }

  validation {
    condition     = length(var.media_types) > 0 && alltrue([for name in keys(var.media_types) : can(regex("^[a-z]+/[a-z0-9][a-z0-9.+-]*$", name))])
    error_message = "A media type is written like image/png: lower case, without parameters. At least one is needed."
  }

  validation {
    condition = alltrue([for type in values(var.media_types) :
      length(type.extensions) > 0 && alltrue([for extension in type.extensions : can(regex("^[a-z0-9]+$", extension))])
    ])
    error_message = "Each media type has at least one extension, in lower case and without its dot."
  }

  validation {
    condition = alltrue([for type in values(var.media_types) :
      type.max_bytes >= 1 && type.max_bytes <= 5497558138880 && floor(type.max_bytes) == type.max_bytes
    ])
    error_message = "max_bytes is a whole number from 1 to 5497558138880: the 5 TiB that S3 joins of 10,000 parts."
  }
}

locals {
  # The greatest file that each scanner finishes, in bytes; docs/security.md has the arithmetic. GuardDuty's is a quota:
  # https://docs.aws.amazon.com/guardduty/latest/ug/malware-protection-s3-quotas-guardduty.html
  scannable_bytes = { clamav = 2000000000, guardduty = 100000000000, none = 5497558138880 }[var.scan.scanner]

  media_types_json = jsonencode({ for name, type in var.media_types : name => {
    extensions = type.extensions
    maxBytes   = min(type.max_bytes, local.scannable_bytes)
  } })
}
