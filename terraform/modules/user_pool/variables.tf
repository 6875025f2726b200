variable "name" {
  description = "Name of the pool and of its client."
  type        = string
}

variable "domain" {
  description = "Prefix of the hosted sign-in domain, unique in the region."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.domain)) && !can(regex("aws|amazon|cognito", var.domain))
    error_message = "A domain prefix is lower-case letters, digits and hyphens, without the words that Cognito reserves."
  }
}

variable "resource_server" {
  description = "Identifier of the resource server; its scope is <identifier>/api."
  type        = string
  default     = "inlet"
}

variable "open_sign_up" {
  description = "Whether anybody may register; otherwise an administrator invites."
  type        = bool
  default     = false
}

variable "callback_urls" {
  description = "Where the hosted sign-in may send the code. Plain HTTP is for loopback only."
  type        = list(string)

  validation {
    condition     = alltrue([for url in var.callback_urls : can(regex("^(https://|http://(localhost|127\\.0\\.0\\.1)[:/])", url))])
    error_message = "A callback URL is https://…, or http:// on localhost."
  }
}

variable "logout_urls" {
  description = "Where the hosted sign-out may lead."
  type        = list(string)
  default     = []
}

variable "deletion_protection" {
  description = "Whether the pool refuses to be deleted."
  type        = bool
  default     = true
}
