# Where changes are tried out on AWS: as prod, but it may be thrown away.

locals {
  environment = "dev"
}

module "inlet" {
  source = "../../stack"

  environment          = local.environment
  packages_dir         = var.packages_dir
  permissions_boundary = "inlet-${local.environment}-boundary"
  deletion_protection  = false
  log_retention_days   = 14
  mail                 = var.mail
  alarms               = { emails = var.alarm_emails }
  cors_origins         = var.cors_origins
  cdn                  = var.cdn
  functions            = { environment = var.function_environment }
  scan                 = { scanner = var.scanner, image_uri = var.scan_image }
}
