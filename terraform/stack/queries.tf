# src/ingestion/queries: SQL over a tenant's archive. The function judges the SQL and puts the tenant into it; should it
# ever err, the role that Athena reads by sees no more of the archive than the folder its session's tag names.

locals {
  query_folder = "&{aws:PrincipalTag/tenant}"
  query_role   = "${local.prefix}-query"
}

module "queries" {
  source = "../modules/function"

  name            = "${local.prefix}-queries"
  description     = "Starts queries over a tenant's archive, tells how they stand"
  package         = local.packages.ingestion
  handler         = "ingestion.queries.handler.handler"
  timeout_seconds = 20
  memory_mb       = 512
  platform        = local.platform
  uses_data_key   = true

  environment = {
    CATALOG_TABLE    = module.catalog.name
    ARCHIVE_BUCKET   = module.archive.name
    ARCHIVE_DATABASE = aws_glue_catalog_database.this.name
    QUERY_WORKGROUP  = aws_athena_workgroup.this.name
    QUERY_ROLE       = local.query_role_arn
    QUERY_DIALECT    = var.archive.query_dialect
  }

  policy_documents = [data.aws_iam_policy_document.queries.json]
}

locals {
  # Named here, not referenced: the role trusts the function's role, and the function is told of it.
  query_role_arn = "arn:${data.aws_partition.this.partition}:iam::${local.account_id}:role/${local.query_role}"
}

data "aws_iam_policy_document" "queries" {
  statement {
    sid       = "ReadMemberships"
    actions   = ["dynamodb:BatchGetItem", "dynamodb:Query"]
    resources = [module.catalog.arn]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "dynamodb:LeadingKeys"
      values   = ["T#*", "U#*"]
    }
  }

  statement {
    sid       = "ActForOneTenant"
    actions   = ["sts:AssumeRole", "sts:TagSession"]
    resources = [local.query_role_arn]
  }
}

data "aws_iam_policy_document" "query_trust" {
  statement {
    sid     = "TheFunctionNamesOneTenant"
    actions = ["sts:AssumeRole", "sts:TagSession"]

    principals {
      type        = "AWS"
      identifiers = [module.queries.role_arn]
    }

    condition {
      test     = "StringLike"
      variable = "aws:RequestTag/tenant"
      values   = ["t-*"]
    }

    condition {
      test     = "ForAllValues:StringEquals"
      variable = "aws:TagKeys"
      values   = ["tenant"]
    }
  }
}

resource "aws_iam_role" "query" {
  name                 = local.query_role
  description          = "What a query of one tenant may read, by the session's tag"
  assume_role_policy   = data.aws_iam_policy_document.query_trust.json
  permissions_boundary = local.permissions_boundary_arn
}

resource "aws_iam_role_policy" "query" {
  name   = "query"
  role   = aws_iam_role.query.id
  policy = data.aws_iam_policy_document.query.json
}

# Athena reads and writes with the rights of who asks it.
data "aws_iam_policy_document" "query" {
  statement {
    sid       = "RunQueries"
    actions   = ["athena:GetQueryExecution", "athena:GetQueryResults", "athena:StartQueryExecution"]
    resources = [var.archive.unnamed_workgroup ? "*" : aws_athena_workgroup.this.arn]
  }

  statement {
    sid     = "SeeTheTable"
    actions = ["glue:GetDatabase", "glue:GetTable"]
    resources = [
      "arn:${data.aws_partition.this.partition}:glue:${data.aws_region.this.name}:${local.account_id}:catalog",
      aws_glue_catalog_database.this.arn,
      aws_glue_catalog_table.events.arn,
    ]
  }

  statement {
    sid       = "ReadOwnEventsAndAnswers"
    actions   = ["s3:GetObject"]
    resources = [for folder in ["events", "results"] : "${module.archive.arn}/${folder}/tenant=${local.query_folder}/*"]
  }

  statement {
    sid       = "WriteOwnAnswers"
    actions   = ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts", "s3:PutObject"]
    resources = ["${module.archive.arn}/results/tenant=${local.query_folder}/*"]
  }

  statement {
    sid       = "ListOwnFolders"
    actions   = ["s3:ListBucket"]
    resources = [module.archive.arn]

    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = [for folder in ["events", "results"] : "${folder}/tenant=${local.query_folder}/*"]
    }
  }

  statement {
    sid       = "FindTheBucket"
    actions   = ["s3:GetBucketLocation"]
    resources = [module.archive.arn]
  }

  dynamic "statement" {
    for_each = var.kms_key_arn == null ? [] : ["key"]

    content {
      sid       = "UseDataKey"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [var.kms_key_arn]
    }
  }
}
