variable "archive" {
  description = "The archive of events. `query_dialect` is the SQL that Athena's engine speaks: duckdb on an embedded cloud, which also names no workgroup to IAM when answers are read."
  type = object({
    cold_after_days   = optional(number, 90) # large objects move to Glacier Instant Retrieval
    results_days      = optional(number, 7)
    query_max_bytes   = optional(number, 10737418240)
    query_dialect     = optional(string, "athena")
    unnamed_workgroup = optional(bool, false)
  })
  default = {}

  validation {
    condition     = alltrue([for days in [var.archive.cold_after_days, var.archive.results_days] : floor(days) == days && days >= 1])
    error_message = "Days are whole numbers from 1 on."
  }

  validation {
    condition     = floor(var.archive.query_max_bytes) == var.archive.query_max_bytes && var.archive.query_max_bytes >= 10485760
    error_message = "A query may read at least 10485760 bytes: Athena knows no smaller limit."
  }

  validation {
    condition     = contains(["athena", "duckdb"], var.archive.query_dialect)
    error_message = "The dialect is athena or duckdb."
  }
}
