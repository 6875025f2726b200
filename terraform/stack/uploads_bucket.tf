# Where clients put their bytes, by signed URL only.

module "uploads_bucket" {
  source = "../modules/bucket"

  name                    = local.uploads_bucket
  force_destroy           = !var.deletion_protection
  kms_key_arn             = var.kms_key_arn
  acceleration            = var.uploads.acceleration
  noncurrent_version_days = var.uploads.noncurrent_version_days
  policy_documents        = [data.aws_iam_policy_document.uploads_gate.json]

  # By its id only: what a URL does not name is not read. The gate counts for CloudFront, too.
  readers = { for cdn in module.cdn : "LetTheDistributionReadVersions" => { distribution_arn = cdn.arn, action = "s3:GetObjectVersion" } }

  # S3 counts from the beginning of an upload, and would cut down a slow one that is alive. The sweeper drops the parts
  # of those that are not; this is the net below it.
  incomplete_upload_days = local.incomplete_upload_days
  plain_http_from        = var.plain_http_from

  cors = {
    origins        = var.cors_origins
    methods        = ["PUT", "POST", "GET", "HEAD"]
    headers        = ["Content-Type", "If-None-Match", "x-amz-meta-*", "x-amz-checksum-*", "x-amz-sdk-checksum-algorithm"]
    expose_headers = ["ETag", "x-amz-version-id"]
  }
}
