variable "cdn" {
  description = "Whether downloads go through CloudFront, under which domain of one's own (with the ARN of its certificate in us-east-1), from which edges, and into which bucket its access logs go (its domain name; they hold names of files). The keys come first: make keys."
  type = object({
    enabled         = optional(bool, false)
    domain_name     = optional(string)
    certificate_arn = optional(string)
    price_class     = optional(string, "PriceClass_100")
    log_bucket      = optional(string)
  })
  default = {}

  validation {
    condition     = (var.cdn.domain_name == null) == (var.cdn.certificate_arn == null)
    error_message = "A domain has a certificate, and a certificate a domain: set cdn.domain_name and cdn.certificate_arn, or neither."
  }

  validation {
    condition     = var.cdn.domain_name == null ? true : can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.cdn.domain_name))
    error_message = "cdn.domain_name is a host name in lower case, such as files.example.com."
  }

  # Wherever the rest lives.
  validation {
    condition     = var.cdn.certificate_arn == null ? true : can(regex("^arn:[a-z-]+:acm:us-east-1:[0-9]{12}:certificate/.+$", var.cdn.certificate_arn))
    error_message = "CloudFront takes certificates of ACM in us-east-1 only: cdn.certificate_arn is the ARN of one."
  }

  validation {
    condition     = contains(["PriceClass_100", "PriceClass_200", "PriceClass_All"], var.cdn.price_class)
    error_message = "cdn.price_class is PriceClass_100, PriceClass_200 or PriceClass_All."
  }

  validation {
    condition     = var.cdn.log_bucket == null ? true : can(regex("^[a-z0-9.-]+\\.s3(\\.[a-z0-9-]+)?\\.amazonaws\\.com$", var.cdn.log_bucket))
    error_message = "cdn.log_bucket is a bucket's domain name, such as logs.s3.amazonaws.com."
  }
}
