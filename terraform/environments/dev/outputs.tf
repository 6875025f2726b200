output "api_id" {
  description = "Id of the HTTP API."
  value       = module.inlet.api_id
}

output "api_url" {
  description = "Where the API is reached, without a trailing slash."
  value       = module.inlet.api_url
}

output "socket_url" {
  description = "Where the WebSocket API is reached that pushes status: a ticket goes with it."
  value       = module.inlet.socket_url
}

output "status_topic_arn" {
  description = "ARN of the topic that every change of a file's status is told to."
  value       = module.inlet.status_topic_arn
}

output "uploads_bucket" {
  description = "Name of the uploads bucket."
  value       = module.inlet.uploads_bucket
}

output "derived_bucket" {
  description = "Name of the bucket that holds what is made of files."
  value       = module.inlet.derived_bucket
}

output "downloads" {
  description = "Host of downloads through CloudFront, and the name that a domain of one's own points to; null without a distribution."
  value       = module.inlet.downloads
}

output "quarantine_bucket" {
  description = "Name of the bucket that infected files are put into."
  value       = module.inlet.quarantine_bucket
}

output "state_machine_arn" {
  description = "ARN of the state machine of processing."
  value       = module.inlet.state_machine_arn
}

output "catalog_table" {
  description = "Name of the catalogue table."
  value       = module.inlet.catalog_table
}

output "audit_table" {
  description = "Name of the audit table."
  value       = module.inlet.audit_table
}

output "events_table" {
  description = "Name of the table of events."
  value       = module.inlet.events_table
}

output "archive_bucket" {
  description = "Name of the bucket that keeps all events for good."
  value       = module.inlet.archive_bucket
}

output "archive_database" {
  description = "Name of the Glue database whose table `events` is the archive, and of the workgroup that queries it."
  value       = module.inlet.archive_database
}

output "issuer" {
  description = "Issuer whose tokens the API takes."
  value       = module.inlet.issuer
}

output "user_pool_id" {
  description = "Id of the user pool; null with another OIDC issuer."
  value       = module.inlet.user_pool_id
}

output "user_pool_client_id" {
  description = "Audience of the tokens: the public client of the user pool, or that of the other issuer."
  value       = module.inlet.user_pool_client_id
}

output "sign_in_url" {
  description = "Base URL of the hosted sign-in; null with another OIDC issuer."
  value       = module.inlet.sign_in_url
}

output "scope" {
  description = "Scope that a token must carry."
  value       = module.inlet.scope
}

output "queues" {
  description = "URL of each queue and of its dead-letter queue, by short name."
  value       = module.inlet.queues
}

output "functions" {
  description = "Full name of each function, by short name."
  value       = module.inlet.functions
}

output "reports_topic_arn" {
  description = "ARN of the topic that the reports of all tenants go to."
  value       = module.inlet.reports_topic_arn
}

output "alarm_topic_arn" {
  description = "ARN of the topic that all alarms go to."
  value       = module.inlet.alarm_topic_arn
}

output "mail_from" {
  description = "Sender of alerts and digests; empty when no mail is sent."
  value       = module.inlet.mail_from
}

output "scanner" {
  description = "Who scans files: clamav, guardduty, or none."
  value       = module.inlet.scanner
}

output "protected" {
  description = "What refuses to be destroyed, by what it holds."
  value       = module.inlet.protected
}
