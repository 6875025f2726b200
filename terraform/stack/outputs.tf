output "api_id" {
  description = "Id of the HTTP API."
  value       = module.api.id
}

output "api_url" {
  description = "Where the API is reached, without a trailing slash."
  value       = local.api_url
}

output "socket_url" {
  description = "Where the WebSocket API is reached that pushes status: a ticket goes with it."
  value       = local.socket_url
}

output "status_topic_arn" {
  description = "ARN of the topic that every change of a file's status is told to."
  value       = module.status_topic.arn
}

output "uploads_bucket" {
  description = "Name of the uploads bucket."
  value       = module.uploads_bucket.name
}

output "derived_bucket" {
  description = "Name of the bucket that holds what is made of files."
  value       = module.derived.name
}

output "downloads" {
  description = "Host of downloads through CloudFront, and the name that a domain of one's own points to; null without a distribution."
  value       = one([for cdn in module.cdn : { host = cdn.domain, target = cdn.target }])
}

output "quarantine_bucket" {
  description = "Name of the bucket that infected files are put into."
  value       = module.quarantine_bucket.name
}

output "state_machine_arn" {
  description = "ARN of the state machine of processing."
  value       = aws_sfn_state_machine.processing.arn
}

output "catalog_table" {
  description = "Name of the catalogue table."
  value       = module.catalog.name
}

output "audit_table" {
  description = "Name of the audit table."
  value       = module.audit.name
}

output "events_table" {
  description = "Name of the table of events."
  value       = module.events.name
}

output "archive_bucket" {
  description = "Name of the bucket that keeps all events for good."
  value       = module.archive.name
}

output "archive_database" {
  description = "Name of the Glue database whose table `events` is the archive, and of the workgroup that queries it."
  value       = { database = aws_glue_catalog_database.this.name, workgroup = aws_athena_workgroup.this.name }
}

output "issuer" {
  description = "Issuer whose tokens the API takes."
  value       = local.tokens.issuer
}

output "user_pool_id" {
  description = "Id of the user pool; null with another OIDC issuer."
  value       = one(values(module.user_pool)[*].id)
}

output "user_pool_client_id" {
  description = "Audience of the tokens: the public client of the user pool, or that of the other issuer."
  value       = local.tokens.audience
}

output "sign_in_url" {
  description = "Base URL of the hosted sign-in; null with another OIDC issuer."
  value       = local.sign_in_url
}

output "scope" {
  description = "Scope that a token must carry."
  value       = local.tokens.scope
}

output "queues" {
  description = "URL of each queue and of its dead-letter queue, by short name."
  value = {
    arrivals      = { url = module.arrivals.url, dlq_url = module.arrivals.dlq_url }
    events        = { url = module.events_queue.url, dlq_url = module.events_queue.dlq_url }
    processing    = { url = module.processing.url, dlq_url = module.processing.dlq_url }
    pushes        = { url = module.pushes.url, dlq_url = module.pushes.dlq_url }
    verifications = { url = module.verifications.url, dlq_url = module.verifications.dlq_url }
  }
}

output "functions" {
  description = "Full name of each function, by short name."
  value = merge({
    public     = module.public.name
    uploads    = module.uploads.name
    files      = module.files.name
    changes    = module.changes.name
    tenants    = module.tenants.name
    reader     = module.reader.name
    queries    = module.queries.name
    collector  = module.collector.name
    operators  = module.operators.name
    logger     = module.logger.name
    digest     = module.digest.name
    sweeper    = module.sweeper.name
    purge      = module.purge.name
    janitor    = module.janitor.name
    verifier   = module.verifier.name
    scan       = module.scan.name
    roller     = module.roller.name
    report     = module.report.name
    events     = module.event_processor.name
    compactor  = module.compactor.name
    router     = module.router.name
    inspect    = module.inspect.name
    finish     = module.finish.name
    quarantine = module.quarantine.name
    sockets    = module.sockets.name
    outbox     = module.outbox.name
    history    = module.history.name
    pusher     = module.pusher.name
  }, { for name, extractor in module.extractor : name => extractor.name })
}

output "reports_topic_arn" {
  description = "ARN of the topic that the reports of all tenants go to."
  value       = module.reports_topic.arn
}

output "alarm_topic_arn" {
  description = "ARN of the topic that all alarms go to."
  value       = module.alarms_topic.arn
}

output "mail_from" {
  description = "Sender of alerts and digests; empty when no mail is sent."
  value       = local.mail_from
}

output "scanner" {
  description = "Who scans files: clamav, guardduty, or none."
  value       = var.scan.scanner
}

output "protected" {
  description = "What refuses to be destroyed, by what it holds."
  value = {
    catalog    = module.catalog.protected
    audit      = module.audit.protected
    events     = module.events.protected
    archive    = module.archive.protected
    uploads    = module.uploads_bucket.protected
    derived    = module.derived.protected
    quarantine = module.quarantine_bucket.protected
    users      = alltrue(values(module.user_pool)[*].protected)
  }
}
