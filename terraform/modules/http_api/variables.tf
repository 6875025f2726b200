variable "name" {
  description = "Name of the API."
  type        = string
}

variable "description" {
  description = "What the API is for, in one line."
  type        = string
}

variable "functions" {
  description = "Functions behind the API, by the short name that routes use: outputs of the function module."
  type = map(object({
    name       = string
    qualifier  = string
    invoke_arn = string
  }))
}

variable "routes" {
  description = "Routes by key, such as \"GET /upload\" or \"$default\". Public ones ask for no token."
  type = map(object({
    function = string
    public   = optional(bool, false)
  }))

  validation {
    condition     = alltrue([for key in keys(var.routes) : can(regex("^(\\$default|(GET|PUT|POST|PATCH|DELETE) /\\S*)$", key))])
    error_message = "A route is \"METHOD /path\" or \"$default\"."
  }

  validation {
    condition     = alltrue([for route in values(var.routes) : contains(keys(var.functions), route.function)])
    error_message = "A route names one of var.functions."
  }
}

variable "authorizer" {
  description = "Who issues tokens, for whom, and the scopes of which a token must carry one."
  type = object({
    issuer   = string
    audience = list(string)
    scopes   = list(string)
  })

  validation {
    condition     = length(var.authorizer.scopes) > 0 && length(var.authorizer.audience) > 0
    error_message = "Without scope an ID token would do, without audience anybody's token."
  }
}

variable "cors" {
  description = "What browsers of which origins may do. No origins: no CORS."
  type = object({
    origins        = optional(list(string), [])
    methods        = optional(list(string), ["GET"])
    headers        = optional(list(string), [])
    expose_headers = optional(list(string), [])
  })
  default = {}
}

variable "throttling" {
  description = "Requests a second over the whole stage, and how many may come at once."
  type = object({
    rate_per_second = number
    burst           = number
  })

  validation {
    condition     = var.throttling.rate_per_second > 0 && var.throttling.burst > 0
    error_message = "A limit of zero lets nothing through."
  }
}

variable "log_retention_days" {
  description = "How long access logs are kept."
  type        = number
}

variable "alarm_topic_arns" {
  description = "SNS topics that alarms go to. None: no alarms."
  type        = list(string)
  default     = []
}

variable "kms_key_arn" {
  description = "KMS key for access logs at rest. Null: the key that AWS owns."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of the API alone."
  type        = map(string)
  default     = {}
}
