variable "name" {
  description = "Name of the schedule; its role is <name>-schedule."
  type        = string
}

variable "description" {
  description = "What happens at each run, in one line."
  type        = string
}

variable "expression" {
  description = "cron(…) or rate(…), in UTC."
  type        = string

  validation {
    condition     = can(regex("^(cron|rate)\\(.+\\)$", var.expression))
    error_message = "A schedule is cron(…) or rate(…)."
  }
}

variable "function_arn" {
  description = "ARN of the alias to invoke."
  type        = string
}

variable "input" {
  description = "Event (JSON) that the function is invoked with. Null: what the scheduler makes of itself."
  type        = string
  default     = null
}

variable "retry_seconds" {
  description = "For how long a failed invocation is tried again."
  type        = number
  default     = 1800
}

variable "permissions_boundary_arn" {
  description = "Policy that bounds what the role can do."
  type        = string
  default     = null
}
