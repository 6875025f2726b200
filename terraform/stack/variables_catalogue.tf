variable "catalogue" {
  description = "Lists of files: over how many partitions each is spread, and over how many those of large tenants, by tenant id. One takes 500 arrivals a second. The numbers may only grow: files stay in the share that they were signed for, and readers ask as many as are named here."
  type = object({
    spread        = optional(number, 1)
    large_tenants = optional(map(number), {})
  })
  default = {}

  validation {
    condition     = alltrue([for shards in concat([var.catalogue.spread], values(var.catalogue.large_tenants)) : floor(shards) == shards && shards >= 1 && shards <= 32])
    error_message = "Lists are spread over a whole number of 1 to 32 partitions."
  }

  validation {
    condition     = alltrue([for shards in values(var.catalogue.large_tenants) : shards >= var.catalogue.spread])
    error_message = "A large tenant has no fewer partitions than the others."
  }

  validation {
    condition     = alltrue([for tenant in keys(var.catalogue.large_tenants) : can(regex("^t-[0-9a-f]{32}$", tenant))])
    error_message = "Large tenants are named by their ids: t- and 32 hex digits."
  }
}
