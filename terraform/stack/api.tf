# The HTTP API: what is public, and what needs a token.

module "api" {
  source = "../modules/http_api"

  name        = local.prefix
  description = "Inlet: signs uploads and downloads and tells how files stand, for tenants and their members"
  tags        = var.api.tags
  throttling  = var.api.throttling

  functions = {
    public    = module.public
    uploads   = module.uploads
    files     = module.files
    changes   = module.changes
    sockets   = module.sockets
    tenants   = module.tenants
    reader    = module.reader
    queries   = module.queries
    collector = module.collector
    operators = module.operators
  }

  routes = {
    "GET /health"       = { function = "public", public = true }
    "GET /openapi.json" = { function = "public", public = true }
    "GET /docs"         = { function = "public", public = true }
    "$default"          = { function = "public", public = true }

    "GET /.well-known/oauth-protected-resource" = { function = "public", public = true }

    "GET /upload"                          = { function = "uploads" }
    "POST /uploads"                        = { function = "uploads" }
    "GET /uploads/{id}"                    = { function = "uploads" }
    "DELETE /uploads/{id}"                 = { function = "uploads" }
    "POST /uploads/{id}/parts"             = { function = "uploads" }
    "POST /uploads/{id}/complete"          = { function = "uploads" }
    "GET /files"                           = { function = "files" }
    "GET /files/{id}"                      = { function = "files" }
    "GET /files/{id}/content"              = { function = "files" }
    "GET /files/{id}/history"              = { function = "files" }
    "POST /files/{id}/reprocess"           = { function = "files" }
    "PATCH /files/{id}"                    = { function = "changes" }
    "DELETE /files/{id}"                   = { function = "changes" }
    "POST /files/{id}/restore"             = { function = "changes" }
    "POST /files/batch"                    = { function = "changes" }
    "POST /tickets"                        = { function = "sockets" }
    "GET /tenants"                         = { function = "tenants" }
    "POST /tenants"                        = { function = "tenants" }
    "GET /tenants/{id}/members"            = { function = "tenants" }
    "PUT /tenants/{id}/members/{user}"     = { function = "tenants" }
    "DELETE /tenants/{id}/members/{user}"  = { function = "tenants" }
    "GET /projects"                        = { function = "tenants" }
    "POST /projects"                       = { function = "tenants" }
    "GET /projects/{id}/members"           = { function = "tenants" }
    "PUT /projects/{id}/members/{user}"    = { function = "tenants" }
    "DELETE /projects/{id}/members/{user}" = { function = "tenants" }
    "GET /write-keys"                      = { function = "tenants" }
    "POST /write-keys"                     = { function = "tenants" }
    "DELETE /write-keys/{id}"              = { function = "tenants" }
    "GET /events"                          = { function = "reader" }
    "POST /queries"                        = { function = "queries" }
    "GET /queries/{id}"                    = { function = "queries" }
    "GET /stats"                           = { function = "reader" }
    "GET /bad-events"                      = { function = "reader" }
    "GET /bad-events/{id}"                 = { function = "reader" }
    "POST /bad-events/{id}/replay"         = { function = "reader" }
    "POST /janitor"                        = { function = "operators" }
    "GET /janitor"                         = { function = "operators" }
    "GET /janitor/{id}"                    = { function = "operators" }

    # Tells itself who is asking, by write key or token.
    "POST /events"    = { function = "collector", public = true }
    "POST /v1/{call}" = { function = "collector", public = true }
  }

  authorizer = {
    issuer   = local.tokens.issuer
    audience = [local.tokens.audience]
    scopes   = [local.tokens.scope]
  }

  cors = {
    origins        = var.cors_origins
    methods        = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    headers        = ["authorization", "content-encoding", "content-type", "if-match", "if-none-match", "x-tenant-id", "x-write-key"]
    expose_headers = ["etag", "location", "retry-after"]
  }

  log_retention_days = var.log_retention_days
  kms_key_arn        = var.kms_key_arn
  alarm_topic_arns   = local.alarm_topic_arns
}
