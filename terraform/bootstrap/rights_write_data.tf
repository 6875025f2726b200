# What deploying and destroying changes of that which holds something: state, tables, buckets, queues, topics, keys, sender.

data "aws_iam_policy_document" "write_data" {
  for_each = local.owned

  statement {
    sid       = "WriteState"
    actions   = ["s3:PutObject"]
    resources = ["${module.state.arn}/${each.key}/*"]
  }

  statement {
    sid = "KeepTables"
    actions = [
      "dynamodb:CreateTable",
      "dynamodb:DeleteTable",
      "dynamodb:TagResource",
      "dynamodb:UntagResource",
      "dynamodb:UpdateContinuousBackups",
      "dynamodb:UpdateTable",
      "dynamodb:UpdateTimeToLive",
    ]
    resources = [each.value.tables]
  }

  # With a key of one's own, table and function are made by who may use it; they work on by the grants made then. The
  # key's policy decides as well.
  statement {
    sid = "HandKeysToServices"
    actions = [
      "kms:CreateGrant",
      "kms:Decrypt",
      "kms:DescribeKey",
      "kms:Encrypt",
      "kms:GenerateDataKey",
      "kms:GenerateDataKeyWithoutPlaintext",
      "kms:ReEncryptFrom",
      "kms:ReEncryptTo",
    ]
    resources = [local.keys]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = [for service in ["dynamodb", "lambda"] : "${service}.${local.region}.${local.dns_suffix}"]
    }
  }

  statement {
    sid = "KeepBuckets"
    actions = [
      "s3:CreateBucket",
      "s3:DeleteBucket",
      "s3:DeleteBucketPolicy",
      "s3:ListBucketVersions",
      "s3:PutAccelerateConfiguration",
      "s3:PutBucketCORS",
      "s3:PutBucketNotification",
      "s3:PutBucketOwnershipControls",
      "s3:PutBucketPolicy",
      "s3:PutBucketPublicAccessBlock",
      "s3:PutBucketTagging",
      "s3:PutBucketVersioning",
      "s3:PutEncryptionConfiguration",
      "s3:PutLifecycleConfiguration",
    ]
    resources = [each.value.buckets]
  }

  statement {
    sid       = "PutPackages"
    actions   = ["s3:PutObject"]
    resources = ["${each.value.packages}/*"]
  }

  # Used only where the environment lets a bucket be destroyed with what it holds.
  statement {
    sid       = "EmptyBuckets"
    actions   = ["s3:DeleteObject", "s3:DeleteObjectVersion"]
    resources = ["${each.value.buckets}/*"]
  }

  statement {
    sid = "KeepArchiveTable"
    actions = [
      "glue:CreateDatabase",
      "glue:CreateTable",
      "glue:DeleteDatabase",
      "glue:DeleteTable",
      "glue:TagResource",
      "glue:UntagResource",
      "glue:UpdateDatabase",
      "glue:UpdateTable",
    ]
    resources = each.value.catalog
  }

  statement {
    sid = "KeepWorkgroup"
    actions = [
      "athena:CreateNamedQuery",
      "athena:CreateWorkGroup",
      "athena:DeleteNamedQuery",
      "athena:DeleteWorkGroup",
      "athena:TagResource",
      "athena:UntagResource",
      "athena:UpdateNamedQuery",
      "athena:UpdateWorkGroup",
    ]
    resources = [each.value.workgroup]
  }

  statement {
    sid       = "KeepQueues"
    actions   = ["sqs:CreateQueue", "sqs:DeleteQueue", "sqs:SetQueueAttributes", "sqs:TagQueue", "sqs:UntagQueue"]
    resources = [each.value.queues]
  }

  statement {
    sid       = "KeepTopics"
    actions   = ["sns:CreateTopic", "sns:DeleteTopic", "sns:SetSubscriptionAttributes", "sns:SetTopicAttributes", "sns:Subscribe", "sns:TagResource", "sns:Unsubscribe", "sns:UntagResource"]
    resources = [each.value.topics]
  }

  # Keys that the API signs with: made where there are none, read and replaced by nobody who deploys.
  statement {
    sid       = "MakeSigningKeys"
    actions   = ["ssm:PutParameter"]
    resources = [each.value.parameters]

    condition {
      test     = "StringNotEquals"
      variable = "ssm:Overwrite"
      values   = ["true"]
    }
  }

  statement {
    sid       = "RemoveSigningKeys"
    actions   = ["ssm:DeleteParameter"]
    resources = [each.value.parameters]
  }

  statement {
    sid       = "KeepSender"
    actions   = ["ses:CreateEmailIdentity", "ses:DeleteEmailIdentity", "ses:TagResource", "ses:UntagResource"]
    resources = [local.identities]
  }
}

resource "aws_iam_policy" "write_data" {
  for_each = local.deployers

  name        = "write-data-inlet-${each.key}"
  description = "What of inlet-${each.key} holds data, and its deployer changes"
  policy      = data.aws_iam_policy_document.write_data[each.key].json
}
