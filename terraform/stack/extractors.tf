# What is found out about files, by type: a line for each folder of src/processor that extracts something. The function,
# its rights and its place in the state machine follow from it (docs/add-a-type.md).

locals {
  extractors = {
    image = { media_types = ["image/avif", "image/gif", "image/heic", "image/heif", "image/jpeg", "image/png", "image/tiff", "image/webp"], timeout_seconds = 60, memory_mb = local.image_memory_mb, environment = { THUMBNAIL_SIZES = join(",", var.images.thumbnail_sizes), JPEG_QUALITY = tostring(var.images.jpeg_quality), MAX_PIXELS = tostring(var.images.max_pixels), MAX_FRAMES = tostring(var.images.max_frames), LABELS = tostring(var.images.labels) } }
    text  = { media_types = ["text/plain"], timeout_seconds = 45, memory_mb = 512, environment = {} }
    table = { media_types = ["text/csv", "text/tab-separated-values"], timeout_seconds = 60, memory_mb = 1769, environment = {} }
    pdf   = { media_types = ["application/pdf"], timeout_seconds = 60, memory_mb = 1024, environment = { PDF_MAX_PAGES = tostring(var.documents.max_pages), PDF_TEXT_BYTES = tostring(var.documents.text_bytes), JPEG_QUALITY = tostring(var.images.jpeg_quality) } }
  }

  # What an extractor may beyond what all may, as policy documents.
  extractor_rights = { image = local.image_rights }

  # Which extractor a media type is for.
  extractor_of = merge([for name, extractor in local.extractors : { for type in extractor.media_types : type => name }]...)
}

module "extractor" {
  source   = "../modules/function"
  for_each = local.extractors

  name            = "${local.prefix}-${each.key}"
  description     = "Extracts what files of its types tell: ${each.key}"
  package         = local.packages[each.key]
  handler         = "processor.${each.key}.handler.handler"
  timeout_seconds = each.value.timeout_seconds
  memory_mb       = each.value.memory_mb
  platform        = local.platform
  uses_data_key   = true

  environment = merge(each.value.environment, {
    CATALOG_TABLE  = module.catalog.name
    UPLOADS_BUCKET = local.uploads_bucket
    DERIVED_BUCKET = local.derived_bucket
  })

  policy_documents = concat([data.aws_iam_policy_document.extractor.json], lookup(local.extractor_rights, each.key, []))
}

data "aws_iam_policy_document" "extractor" {
  statement {
    sid       = "ReadVersions"
    actions   = ["s3:GetObjectVersion"]
    resources = ["${local.uploads_bucket_arn}/t-*/*"]
  }

  # Without it S3 answers 403 where an object is missing, which looks like a broken policy.
  statement {
    sid       = "TellMissingFromForbidden"
    actions   = ["s3:ListBucket"]
    resources = [local.uploads_bucket_arn]
  }

  statement {
    sid       = "KeepWhatIsDerived"
    actions   = ["s3:PutObject"]
    resources = ["${local.derived_bucket_arn}/t-*/*"]
  }

  statement {
    sid       = "RecordSteps"
    actions   = ["dynamodb:UpdateItem"]
    resources = [module.catalog.arn]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "dynamodb:LeadingKeys"
      values   = ["F#*"]
    }
  }
}
