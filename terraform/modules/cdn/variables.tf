variable "name" {
  description = "Name of what belongs to the distribution, unique in the account."
  type        = string
}

variable "originals_host" {
  description = "Host at which S3 serves the bucket of originals in its region; its policy must let the distribution read versions."
  type        = string
}

variable "derived_host" {
  description = "Host at which S3 serves the bucket of what was made of them; its policy must let the distribution read objects."
  type        = string
}

variable "public_keys" {
  description = "Keys whose signatures count, by their id: PEM of an ECDSA key on P-256, or of an RSA key of 2048 bits. Two at most."
  type        = map(string)

  validation {
    condition     = length(var.public_keys) >= 1 && length(var.public_keys) <= 2
    error_message = "One key signs, and a second is alive at a rotation."
  }

  validation {
    condition     = alltrue([for pem in values(var.public_keys) : startswith(pem, "-----BEGIN PUBLIC KEY-----\n") && endswith(pem, "-----END PUBLIC KEY-----\n")])
    error_message = "A public key is a PEM, from its first line to the end of its last; a private one is none of Terraform's business."
  }
}

variable "own_domain" {
  description = "A domain of one's own, and the ARN of its certificate in us-east-1. Null: the name that CloudFront gives."
  type        = object({ name = string, certificate_arn = string })
  default     = null
}

variable "price_class" {
  description = "From which edges it is served: PriceClass_100, PriceClass_200 or PriceClass_All."
  type        = string
  default     = "PriceClass_100"
}

variable "cors_origins" {
  description = "Origins whose pages may read what is fetched. Empty: none."
  type        = list(string)
  default     = []
}

variable "log_bucket" {
  description = "Domain name of a bucket for access logs. Null: none are written."
  type        = string
  default     = null
}

variable "wait_for_deployment" {
  description = "Whether applying ends only when the edges have it. False for an embedded cloud, whose one edge has it at once."
  type        = bool
  default     = true
}
