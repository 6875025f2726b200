# Everything that happens to an object: S3 notification → queue → logger.

module "arrivals" {
  source = "../modules/queue"

  name                     = "${local.prefix}-arrivals"
  consumer_timeout_seconds = module.logger.timeout_seconds
  max_receive_count        = 10 # A message that the logger leaves to its next delivery, for lack of time, counts too.
  kms_key_arn              = var.kms_key_arn
  alarm_topic_arns         = local.alarm_topic_arns
  plain_http_from          = var.plain_http_from

  producers = {
    UploadsBucket = { service = "s3.amazonaws.com", source_arn = local.uploads_bucket_arn }
  }
}

# S3 tries the queue when it takes the notification; the queue is made together with the policy that admits it.
resource "aws_s3_bucket_notification" "uploads" {
  bucket      = module.uploads_bucket.name
  eventbridge = true # which tells the queue `processing`

  queue {
    id        = "arrivals"
    queue_arn = module.arrivals.arn
    events    = ["s3:ObjectCreated:*", "s3:ObjectRemoved:*", "s3:LifecycleExpiration:*"]
  }

  depends_on = [module.arrivals]
}

resource "aws_lambda_event_source_mapping" "arrivals" {
  event_source_arn        = module.arrivals.arn
  function_name           = module.logger.arn
  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = 10
  }
}
