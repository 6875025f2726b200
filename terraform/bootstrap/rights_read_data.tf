# What planning reads of that which holds something: the state, and each resource as the provider refreshes it.

data "aws_iam_policy_document" "read_data" {
  for_each = local.owned

  statement {
    sid       = "FindState"
    actions   = ["s3:ListBucket"]
    resources = [module.state.arn]

    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = ["${each.key}/*"]
    }
  }

  statement {
    sid       = "ReadState"
    actions   = ["s3:GetObject"]
    resources = ["${module.state.arn}/${each.key}/*"]
  }

  # A plan holds the lock while it reads.
  statement {
    sid       = "LockState"
    actions   = ["s3:DeleteObject", "s3:PutObject"]
    resources = ["${module.state.arn}/${each.key}/*.tflock"]
  }

  # As the provider refreshes it; and Lambda takes a zip in the name of who deploys.
  statement {
    sid       = "ReadPackages"
    actions   = ["s3:GetObject", "s3:GetObjectTagging"]
    resources = ["${each.value.packages}/*"]
  }

  statement {
    sid       = "ReadTables"
    actions   = ["dynamodb:DescribeContinuousBackups", "dynamodb:DescribeTable", "dynamodb:DescribeTimeToLive", "dynamodb:ListTagsOfResource"]
    resources = [each.value.tables]
  }

  statement {
    sid = "ReadBuckets"
    actions = [
      "s3:GetAccelerateConfiguration",
      "s3:GetBucketAcl",
      "s3:GetBucketCORS",
      "s3:GetBucketLocation",
      "s3:GetBucketLogging",
      "s3:GetBucketNotification",
      "s3:GetBucketObjectLockConfiguration",
      "s3:GetBucketOwnershipControls",
      "s3:GetBucketPolicy",
      "s3:GetBucketPublicAccessBlock",
      "s3:GetBucketRequestPayment",
      "s3:GetBucketTagging",
      "s3:GetBucketVersioning",
      "s3:GetBucketWebsite",
      "s3:GetEncryptionConfiguration",
      "s3:GetLifecycleConfiguration",
      "s3:GetReplicationConfiguration",
      "s3:ListBucket",
    ]
    resources = [each.value.buckets]
  }

  statement {
    sid       = "ReadArchiveTable"
    actions   = ["glue:GetDatabase", "glue:GetPartitionIndexes", "glue:GetTable", "glue:GetTags"]
    resources = each.value.catalog
  }

  statement {
    sid       = "ReadWorkgroup"
    actions   = ["athena:GetNamedQuery", "athena:GetWorkGroup", "athena:ListTagsForResource"]
    resources = [each.value.workgroup]
  }

  statement {
    sid       = "ReadQueues"
    actions   = ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags"]
    resources = [each.value.queues]
  }

  statement {
    sid       = "ReadTopics"
    actions   = ["sns:GetTopicAttributes", "sns:ListTagsForResource"]
    resources = [each.value.topics]
  }

  statement {
    sid       = "ReadSender"
    actions   = ["ses:GetEmailIdentity", "ses:ListTagsForResource"]
    resources = [local.identities]
  }
}

resource "aws_iam_policy" "read_data" {
  for_each = local.deployers

  name        = "read-data-inlet-${each.key}"
  description = "What planning inlet-${each.key} reads of what holds data"
  policy      = data.aws_iam_policy_document.read_data[each.key].json
}
