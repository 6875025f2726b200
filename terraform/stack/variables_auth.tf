variable "auth" {
  description = "Who may sign in. With oidc another issuer of RS256 access tokens is trusted and no user pool is made (its client_id is the public client that clients are told of, its jwks_url where its keys are, if not where its own metadata says; whose token has operators_value as its claim operators_claim, or among a list of texts there, is an operator of the platform, and without both nobody is); the rest is about the pool. sign_in_url is where its hosted sign-in is reached, if not at Cognito's own domain, keys_url where its keys are, if not below the issuer."
  type = object({
    oidc = optional(object({
      issuer    = string
      audience  = string
      scope     = string
      client_id = optional(string, "")
      jwks_url  = optional(string, "")

      operators_claim = optional(string, "")
      operators_value = optional(string, "")
    }))
    sign_in_url  = optional(string)
    keys_url     = optional(string)
    open_sign_up = optional(bool, false)
    callback_urls = optional(list(string), [
      "http://localhost:8765/callback",
      "http://localhost:18765/callback",
      "http://localhost:28765/callback",
    ])
    logout_urls = optional(list(string), [])
  })
  default = {}

  validation {
    condition     = var.auth.oidc == null ? true : startswith(var.auth.oidc.issuer, "https://")
    error_message = "An OIDC issuer is an https:// URL."
  }

  validation {
    condition     = var.auth.oidc == null ? true : length(var.auth.oidc.audience) > 0 && length(var.auth.oidc.scope) > 0
    error_message = "Another issuer needs an audience and a scope: without them anybody's token, or an ID token, would do."
  }

  validation {
    condition     = var.auth.sign_in_url == null ? true : can(regex("^https?://.+[^/]$", var.auth.sign_in_url))
    error_message = "The sign-in is reached at an https:// URL, without a slash at the end."
  }

  validation {
    condition     = var.auth.keys_url == null ? true : can(regex("^https?://.+[^/]$", var.auth.keys_url))
    error_message = "The pools' keys are reached below an https:// URL, without a slash at the end."
  }

  validation {
    condition     = var.auth.oidc == null ? true : var.auth.oidc.jwks_url == "" || startswith(var.auth.oidc.jwks_url, "https://")
    error_message = "An issuer's keys are at an https:// URL."
  }

  validation {
    condition     = var.auth.oidc == null ? true : (var.auth.oidc.operators_claim == "") == (var.auth.oidc.operators_value == "")
    error_message = "Operators are told by operators_claim and operators_value: give both or none."
  }

  # API Gateway hands a list over as one text, [a b]: these could not be told from what is around them.
  validation {
    condition     = var.auth.oidc == null ? true : can(regex("^[^][[:space:]]*$", var.auth.oidc.operators_value))
    error_message = "operators_value is a text without blanks and brackets."
  }

  validation {
    condition     = length(var.auth.callback_urls) > 0
    error_message = "The sign-in needs at least one callback URL."
  }
}
