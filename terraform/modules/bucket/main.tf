# A private, versioned, encrypted bucket that speaks TLS only.

resource "aws_s3_bucket" "this" {
  #checkov:skip=CKV_AWS_18:Access logs would keep client addresses for nothing: arrivals are audited, CloudTrail records the rest where it is wanted
  #checkov:skip=CKV_AWS_144:Versions guard against mistakes; a copy in another region is for whoever must survive the loss of one
  #checkov:skip=CKV2_AWS_62:Whoever wants notifications adds them beside the bucket, as the stack does

  bucket        = var.name
  force_destroy = var.force_destroy
}

resource "aws_s3_bucket_public_access_block" "this" {
  bucket                  = aws_s3_bucket.this.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    bucket_key_enabled = var.kms_key_arn != null

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.kms_key_arn == null ? "AES256" : "aws:kms"
      kms_master_key_id = var.kms_key_arn
    }
  }
}

locals {
  everything  = { for days in var.expiration_days[*] : "everything" => { prefix = null, days = days } }
  expirations = merge(var.expirations, local.everything)
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    id     = "abort-incomplete-uploads"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = var.incomplete_upload_days
    }
  }

  rule {
    id     = "expire-old-versions"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = var.noncurrent_version_days
    }

    expiration {
      expired_object_delete_marker = true
    }
  }

  dynamic "rule" {
    for_each = var.transitions

    content {
      id     = "move-${rule.key}"
      status = "Enabled"

      filter {
        and {
          tags                     = rule.value.tags
          object_size_greater_than = rule.value.larger_than_bytes
        }
      }

      transition {
        days          = rule.value.days
        storage_class = rule.value.storage_class
      }
    }
  }

  dynamic "rule" {
    for_each = local.expirations

    content {
      id     = "expire-${rule.key}"
      status = "Enabled"

      filter {
        prefix = rule.value.prefix
      }

      expiration {
        days = rule.value.days
      }

      noncurrent_version_expiration {
        noncurrent_days = 1
      }
    }
  }

  # Rules about versions need a versioned bucket.
  depends_on = [aws_s3_bucket_versioning.this]
}

resource "aws_s3_bucket_cors_configuration" "this" {
  for_each = length(var.cors.origins) == 0 ? {} : { browsers = var.cors }

  bucket = aws_s3_bucket.this.id

  cors_rule {
    allowed_origins = each.value.origins
    allowed_methods = each.value.methods
    allowed_headers = each.value.headers
    expose_headers  = each.value.expose_headers
    max_age_seconds = 3600
  }
}

resource "aws_s3_bucket_accelerate_configuration" "this" {
  for_each = var.acceleration ? toset(["edge"]) : toset([])

  bucket = aws_s3_bucket.this.id
  status = "Enabled"
}
