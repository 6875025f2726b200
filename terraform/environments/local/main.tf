# The embedded cloud of one developer: open sign-up for the demo, nothing protected from deletion.

locals {
  environment = "local"
}

module "inlet" {
  source = "../../stack"

  environment         = local.environment
  packages_dir        = var.packages_dir
  deletion_protection = false
  log_retention_days  = 1
  mail                = merge(var.mail, { as_any_sender = true }) # the emulator names no sender to IAM
  uploads             = var.uploads
  quotas              = var.quotas
  catalogue           = var.catalogue
  processing          = var.processing
  archive             = { query_dialect = "duckdb", unnamed_workgroup = true } # the emulator's Athena
  events              = merge(var.events, { batches_as_calls = true })         # the emulator asks IAM for BatchExecuteStatement
  cors_origins        = var.cors_origins

  # One port has one name: no host for calls of their own, such as sync-states. Nobody reads traces here.
  functions = { tracing = "PassThrough", environment = merge({ AWS_DISABLE_HOST_PREFIX_INJECTION = "true" }, var.function_environment) }

  # No image: clamd is this machine's, and knows but the harmless test file of EICAR.
  scan = { scanner = var.scanner, clamd = var.clamd, definitions = "${path.module}/../../../local/definitions" }

  # By hand only: it would look at all files beside whatever somebody tries or measures here.
  janitor = { scheduled = false }

  # All on the emulator's one port.
  auth = { open_sign_up = true, sign_in_url = var.endpoint, keys_url = var.endpoint }

  plain_http_from = ["127.0.0.0/8"]

  # The emulator has none of the metrics that the alarms watch.
  alarms = { enabled = false }

  # The emulator gives the APIs these ids each time, so that their addresses stay the same.
  api = {
    url         = "${var.endpoint}/_aws/execute-api/1ce70ca1"
    tags        = { ms-custom-id = "1ce70ca1" }
    socket_url  = "${replace(var.endpoint, "/^http/", "ws")}/_aws/execute-api/1ce70ca2/live"
    socket_tags = { ms-custom-id = "1ce70ca2" }
  }
}
