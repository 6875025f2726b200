# The real thing: protected from deletion, sizes announced before they are signed, long memory.

locals {
  environment = "prod"
}

module "inlet" {
  source = "../../stack"

  environment          = local.environment
  packages_dir         = var.packages_dir
  permissions_boundary = "inlet-${local.environment}-boundary"
  deletion_protection  = var.deletion_protection
  log_retention_days   = 365
  mail                 = var.mail
  alarms               = { emails = var.alarm_emails }
  cors_origins         = var.cors_origins
  cdn                  = var.cdn
  functions            = { environment = var.function_environment }
  scan                 = { scanner = var.scanner, image_uri = var.scan_image }
  uploads              = { require_size = true, noncurrent_version_days = 90 }
}
