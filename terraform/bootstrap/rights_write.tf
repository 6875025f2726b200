# What deploying and destroying changes, beyond what planning reads.

data "aws_iam_policy_document" "write" {
  for_each = local.owned

  statement {
    sid       = "WriteState"
    actions   = ["s3:PutObject"]
    resources = ["${module.state.arn}/${each.key}/*"]
  }

  statement {
    sid       = "GrantWithinTheBoundary"
    actions   = ["iam:CreateRole", "iam:PutRolePolicy"]
    resources = [each.value.roles]

    condition {
      test     = "StringEquals"
      variable = "iam:PermissionsBoundary"
      values   = [aws_iam_policy.boundary[each.key].arn]
    }
  }

  statement {
    sid = "KeepRoles"
    actions = [
      "iam:DeleteRole",
      "iam:DeleteRolePolicy",
      "iam:ListInstanceProfilesForRole",
      "iam:TagRole",
      "iam:UntagRole",
      "iam:UpdateAssumeRolePolicy",
      "iam:UpdateRole",
      "iam:UpdateRoleDescription",
    ]
    resources = [each.value.roles]
  }

  statement {
    sid       = "HandRolesToServices"
    actions   = ["iam:PassRole"]
    resources = [each.value.roles]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["lambda.amazonaws.com", "scheduler.amazonaws.com"]
    }
  }

  statement {
    sid = "KeepFunctions"
    actions = [
      "lambda:AddPermission",
      "lambda:CreateAlias",
      "lambda:CreateFunction",
      "lambda:DeleteAlias",
      "lambda:DeleteFunction",
      "lambda:DeleteFunctionConcurrency",
      "lambda:PublishVersion",
      "lambda:PutFunctionConcurrency",
      "lambda:RemovePermission",
      "lambda:TagResource",
      "lambda:UntagResource",
      "lambda:UpdateAlias",
      "lambda:UpdateFunctionCode",
      "lambda:UpdateFunctionConfiguration",
    ]
    resources = [each.value.functions]
  }

  statement {
    sid       = "KeepEventSources"
    actions   = ["lambda:CreateEventSourceMapping", "lambda:DeleteEventSourceMapping", "lambda:UpdateEventSourceMapping"]
    resources = ["*"] # The mapping has no name; what it may invoke is bound instead.

    condition {
      test     = "ArnLike"
      variable = "lambda:FunctionArn"
      values   = [each.value.functions]
    }
  }

  statement {
    sid       = "TagEventSources"
    actions   = ["lambda:TagResource", "lambda:UntagResource"]
    resources = [local.event_source_mapping]
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

  # Used only where the environment lets a bucket be destroyed with what it holds.
  statement {
    sid       = "EmptyBuckets"
    actions   = ["s3:DeleteObject", "s3:DeleteObjectVersion"]
    resources = ["${each.value.buckets}/*"]
  }

  statement {
    sid       = "KeepQueues"
    actions   = ["sqs:CreateQueue", "sqs:DeleteQueue", "sqs:SetQueueAttributes", "sqs:TagQueue", "sqs:UntagQueue"]
    resources = [each.value.queues]
  }

  statement {
    sid       = "KeepTopics"
    actions   = ["sns:CreateTopic", "sns:DeleteTopic", "sns:SetTopicAttributes", "sns:Subscribe", "sns:TagResource", "sns:Unsubscribe", "sns:UntagResource"]
    resources = [each.value.topics]
  }

  statement {
    sid       = "KeepAlarms"
    actions   = ["cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm", "cloudwatch:TagResource", "cloudwatch:UntagResource"]
    resources = [each.value.alarms]
  }

  statement {
    sid       = "KeepSchedules"
    actions   = ["scheduler:CreateSchedule", "scheduler:DeleteSchedule", "scheduler:UpdateSchedule"]
    resources = [each.value.schedules]
  }

  statement {
    sid = "KeepLogGroups"
    actions = [
      "logs:AssociateKmsKey",
      "logs:CreateLogGroup",
      "logs:DeleteLogGroup",
      "logs:DeleteRetentionPolicy",
      "logs:DisassociateKmsKey",
      "logs:PutRetentionPolicy",
      "logs:TagResource",
      "logs:UntagResource",
    ]
    resources = flatten([for arn in each.value.log_groups : [arn, "${arn}:*"]])
  }

  statement {
    sid       = "KeepApis"
    actions   = ["apigateway:DELETE", "apigateway:PATCH", "apigateway:POST", "apigateway:PUT"]
    resources = local.apis
  }

  statement {
    sid = "KeepUserPools"
    actions = [
      "cognito-idp:CreateResourceServer",
      "cognito-idp:CreateUserPoolClient",
      "cognito-idp:CreateUserPoolDomain",
      "cognito-idp:DeleteResourceServer",
      "cognito-idp:DeleteUserPool",
      "cognito-idp:DeleteUserPoolClient",
      "cognito-idp:DeleteUserPoolDomain",
      "cognito-idp:SetUserPoolMfaConfig",
      "cognito-idp:TagResource",
      "cognito-idp:UntagResource",
      "cognito-idp:UpdateResourceServer",
      "cognito-idp:UpdateUserPool",
      "cognito-idp:UpdateUserPoolClient",
    ]
    resources = [local.user_pools]
  }

  statement {
    sid       = "KeepSender"
    actions   = ["ses:CreateEmailIdentity", "ses:DeleteEmailIdentity", "ses:TagResource", "ses:UntagResource"]
    resources = [local.identities]
  }

  # These name no resource. Log delivery is how API Gateway is given its access log.
  statement {
    sid = "KeepWhatHasNoName"
    actions = [
      "cognito-idp:CreateUserPool",
      "logs:CreateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:DescribeResourcePolicies",
      "logs:GetLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:UpdateLogDelivery",
    ]
    resources = ["*"]
  }
}

resource "aws_iam_policy" "write" {
  for_each = local.deployers

  name        = "write-inlet-${each.key}"
  description = "What deploying inlet-${each.key} changes"
  policy      = data.aws_iam_policy_document.write[each.key].json
}
