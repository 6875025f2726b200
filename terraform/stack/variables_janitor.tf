variable "janitor" {
  description = "The janitor, which brings rows, lists and objects to agree: whether it runs by itself, how many hours from one run to the next, how many hours old something wrong has to be before it is mended, how many files and objects of each kind a run that nobody asked for may delete, and what a GB of S3 and of DynamoDB costs for a month in USD (list prices of us-east-1, November 2026: https://aws.amazon.com/s3/pricing/ and https://aws.amazon.com/dynamodb/pricing/on-demand/)."
  type = object({
    scheduled         = optional(bool, true)
    every_hours       = optional(number, 24)
    grace_hours       = optional(number, 24)
    most_ended        = optional(number, 1000)
    s3_gb_month       = optional(number, 0.023)
    dynamodb_gb_month = optional(number, 0.25)
  })
  default = {}

  validation {
    condition     = floor(var.janitor.every_hours) == var.janitor.every_hours && var.janitor.every_hours >= 1 && var.janitor.every_hours <= 720
    error_message = "The janitor runs every 1 to 720 hours, a whole number."
  }

  # What is on its way takes minutes; what a queue delivers late, hours.
  validation {
    condition     = floor(var.janitor.grace_hours) == var.janitor.grace_hours && var.janitor.grace_hours >= 1 && var.janitor.grace_hours <= 720
    error_message = "What is wrong is mended after 1 to 720 hours, a whole number."
  }

  validation {
    condition     = floor(var.janitor.most_ended) == var.janitor.most_ended && var.janitor.most_ended >= 0
    error_message = "janitor.most_ended is a whole number from 0 on."
  }

  validation {
    condition     = var.janitor.s3_gb_month >= 0 && var.janitor.dynamodb_gb_month >= 0
    error_message = "A price is 0 or more."
  }
}
