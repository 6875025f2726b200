# Where events go: the queue between collector and processor, the table that holds each once.

module "events_queue" {
  source = "../modules/queue"

  name                     = "${local.prefix}-events"
  consumer_timeout_seconds = module.event_processor.timeout_seconds
  kms_key_arn              = var.kms_key_arn
  alarm_topic_arns         = local.alarm_topic_arns
  plain_http_from          = var.plain_http_from
}

module "events" {
  source = "../modules/table"

  name          = "${local.prefix}-events"
  ttl_attribute = "ttl"

  # The one index: a user's events, and slices that the totals lack. Each entry costs a write.
  indexes = {
    by_key = { hash_key = "gk", range_key = "gs" }
  }

  deletion_protection = var.deletion_protection
  kms_key_arn         = var.kms_key_arn
}
