variable "environments" {
  description = "Environments that live in this account."
  type        = set(string)
  default     = ["dev", "prod"]

  validation {
    condition     = length(var.environments) > 0 && alltrue([for name in var.environments : can(regex("^[a-z][a-z0-9]{1,9}$", name))])
    error_message = "An environment is named by 2 to 10 lower-case letters and digits."
  }
}

variable "github_repository" {
  description = "Repository (owner/name) whose workflows plan and deploy. Null: no GitHub provider, no roles."
  type        = string
  default     = null

  validation {
    condition     = var.github_repository == null ? true : can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.github_repository))
    error_message = "A repository is written owner/name, without wildcards: they would let others in."
  }
}

variable "github_provider_arn" {
  description = "ARN of the account's GitHub OIDC provider where one exists already: an account has at most one."
  type        = string
  default     = null
}

variable "plain_http_from" {
  description = "Networks from which the state bucket takes plain HTTP: that of an embedded cloud. Empty, as on AWS: TLS only."
  type        = list(string)
  default     = []
}
