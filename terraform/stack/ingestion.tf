# src/ingestion: what the API does. Functions of one zip, each with no more rights than it needs.

module "public" {
  source = "../modules/function"

  name            = "${local.prefix}-public"
  description     = "Health, OpenAPI document, documentation, where to sign in, and 404 for all other paths"
  package         = local.packages.ingestion
  handler         = "ingestion.public.handler.handler"
  timeout_seconds = 5
  memory_mb       = 256
  platform        = local.platform

  environment = {
    API_URL                = local.api_url
    ISSUER                 = local.tokens.issuer
    REQUIRED_SCOPE         = local.tokens.scope
    SIGN_IN_SCOPES         = jsonencode(local.sign_in.scopes)
    CLIENT_ID              = local.sign_in.client_id
    AUTHORIZATION_ENDPOINT = local.sign_in.endpoints.authorization
    TOKEN_ENDPOINT         = local.sign_in.endpoints.token
    REVOCATION_ENDPOINT    = local.sign_in.endpoints.revocation
  }
}

module "uploads" {
  source = "../modules/function"

  name            = "${local.prefix}-uploads"
  description     = "Signs uploads and parts, joins parts, tells how uploads stand, aborts them"
  package         = local.packages.ingestion
  handler         = "ingestion.uploads.handler.handler"
  timeout_seconds = 29 # joining parts takes S3 its time; the API itself gives up after 30
  memory_mb       = 512
  platform        = local.platform
  uses_data_key   = true

  environment = {
    CATALOG_TABLE      = module.catalog.name
    UPLOADS_BUCKET     = local.uploads_bucket
    MEDIA_TYPES        = local.media_types_json
    UPLOAD_URL_SECONDS = var.uploads.url_seconds
    QUICK_URL_SECONDS  = var.uploads.quick_url_seconds
    REQUIRE_SIZE       = var.uploads.require_size
    ACCELERATE         = var.uploads.acceleration
    QUOTAS             = jsonencode(var.quotas)
    INDEX_SPREAD       = local.index_spread_json
  }

  policy_documents = [data.aws_iam_policy_document.uploads.json]
}

data "aws_iam_policy_document" "uploads" {
  statement {
    sid = "KeepTheCatalog"
    actions = [
      "dynamodb:BatchGetItem",
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:Query",
      "dynamodb:UpdateItem",
    ]
    resources = [module.catalog.arn]
  }

  # A presigned URL can do what its signer may: create objects in a tenant's folder, whole or in parts.
  statement {
    sid       = "SignUploads"
    actions   = ["s3:PutObject"]
    resources = ["${local.uploads_bucket_arn}/t-*/*"]
  }

  statement {
    sid       = "ListAndDropParts"
    actions   = ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]
    resources = ["${local.uploads_bucket_arn}/t-*/*"]
  }

  # Tells parts that were joined from parts that were dropped, without the right to read what they became.
  statement {
    sid       = "TellJoinedFromDropped"
    actions   = ["s3:ListBucket"]
    resources = [local.uploads_bucket_arn]
  }
}

module "tenants" {
  source = "../modules/function"

  name            = "${local.prefix}-tenants"
  description     = "Tenants, their members, projects and write keys"
  package         = local.packages.ingestion
  handler         = "ingestion.tenants.handler.handler"
  timeout_seconds = 10
  memory_mb       = 512
  platform        = local.platform
  uses_data_key   = true

  environment = {
    CATALOG_TABLE = module.catalog.name
    QUOTAS        = jsonencode(var.quotas)
  }

  policy_documents = [data.aws_iam_policy_document.tenants.json]
}

data "aws_iam_policy_document" "tenants" {
  statement {
    sid = "KeepTenants"
    actions = [
      "dynamodb:BatchGetItem",
      "dynamodb:ConditionCheckItem",
      "dynamodb:DeleteItem",
      "dynamodb:PutItem",
      "dynamodb:Query",
      "dynamodb:UpdateItem",
    ]
    resources = [module.catalog.arn]

    # Rows of tenants, users and write keys alone: files are none of its business.
    condition {
      test     = "ForAllValues:StringLike"
      variable = "dynamodb:LeadingKeys"
      values   = ["K#*", "T#*", "U#*"]
    }
  }
}
