# What planning reads: the state, and each resource as the provider refreshes it.

data "aws_iam_policy_document" "read" {
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
    sid       = "ReadRoles"
    actions   = ["iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies", "iam:ListRoleTags"]
    resources = [each.value.roles]
  }

  statement {
    sid = "ReadFunctions"
    actions = [
      "lambda:GetAlias",
      "lambda:GetFunction",
      "lambda:GetFunctionCodeSigningConfig",
      "lambda:GetFunctionConfiguration",
      "lambda:GetPolicy",
      "lambda:ListTags",
      "lambda:ListVersionsByFunction",
    ]
    resources = [each.value.functions]
  }

  # Lambda shows an environment that a key of one's own encrypts only to whom the key is open.
  statement {
    sid       = "ReadEnvironments"
    actions   = ["kms:Decrypt"]
    resources = [local.keys]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["lambda.${local.region}.${local.dns_suffix}"]
    }
  }

  statement {
    sid       = "ReadEventSources"
    actions   = ["lambda:GetEventSourceMapping", "lambda:ListTags"]
    resources = [local.event_source_mapping]
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
    sid       = "ReadAlarms"
    actions   = ["cloudwatch:ListTagsForResource"]
    resources = [each.value.alarms]
  }

  statement {
    sid       = "ReadSchedules"
    actions   = ["scheduler:GetSchedule"]
    resources = [each.value.schedules]
  }

  statement {
    sid       = "ReadMachines"
    actions   = ["states:DescribeStateMachine", "states:ListStateMachineVersions", "states:ListTagsForResource"]
    resources = [each.value.machines]
  }

  # A definition is checked before there is a machine of it.
  statement {
    sid       = "ValidateDefinitions"
    actions   = ["states:ValidateStateMachineDefinition"]
    resources = [local.any_machine]
  }

  statement {
    sid       = "ReadRules"
    actions   = ["events:DescribeRule", "events:ListTagsForResource", "events:ListTargetsByRule"]
    resources = [each.value.rules]
  }

  statement {
    sid       = "ReadLogGroups"
    actions   = ["logs:ListTagsForResource"]
    resources = flatten([for arn in each.value.log_groups : [arn, "${arn}:*"]])
  }

  statement {
    sid       = "ReadApis"
    actions   = ["apigateway:GET"]
    resources = local.apis
  }

  statement {
    sid = "ReadUserPools"
    actions = [
      "cognito-idp:DescribeResourceServer",
      "cognito-idp:DescribeUserPool",
      "cognito-idp:DescribeUserPoolClient",
      "cognito-idp:GetUserPoolMfaConfig",
      "cognito-idp:ListTagsForResource",
    ]
    resources = [local.user_pools]
  }

  statement {
    sid       = "ReadSender"
    actions   = ["ses:GetEmailIdentity", "ses:ListTagsForResource"]
    resources = [local.identities]
  }

  # These name no resource, or are asked of all at once.
  statement {
    sid = "ReadLists"
    actions = [
      "cloudwatch:DescribeAlarms",
      "cognito-idp:DescribeUserPoolDomain",
      "logs:DescribeLogGroups",
      "sns:GetSubscriptionAttributes",
    ]
    resources = ["*"]
  }
}

resource "aws_iam_policy" "read" {
  for_each = local.deployers

  name        = "read-inlet-${each.key}"
  description = "What planning inlet-${each.key} reads"
  policy      = data.aws_iam_policy_document.read[each.key].json
}
