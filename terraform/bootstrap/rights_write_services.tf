# What deploying and destroying changes of that which does something: roles, functions, schedules, API, sign-in, logs, alarms.

data "aws_iam_policy_document" "write_services" {
  for_each = local.owned

  statement {
    sid       = "GrantWithinTheBoundary"
    actions   = ["iam:CreateRole", "iam:PutRolePolicy"]
    resources = [each.value.roles]

    condition {
      test     = "StringEquals"
      variable = "iam:PermissionsBoundary"
      values   = [each.value.boundary]
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
      values   = ["lambda.amazonaws.com", "scheduler.amazonaws.com", "states.amazonaws.com"]
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
    sid = "PushImages"
    actions = [
      "ecr:BatchCheckLayerAvailability",
      "ecr:BatchGetImage",
      "ecr:CompleteLayerUpload",
      "ecr:DescribeImages",
      "ecr:GetDownloadUrlForLayer",
      "ecr:GetRepositoryPolicy",
      "ecr:InitiateLayerUpload",
      "ecr:PutImage",
      "ecr:UploadLayerPart",
    ]
    resources = [each.value.images]
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
    sid       = "KeepMachines"
    actions   = ["states:CreateStateMachine", "states:DeleteStateMachine", "states:TagResource", "states:UntagResource", "states:UpdateStateMachine"]
    resources = [each.value.machines]
  }

  statement {
    sid       = "KeepRules"
    actions   = ["events:DeleteRule", "events:PutRule", "events:PutTargets", "events:RemoveTargets", "events:TagResource", "events:UntagResource"]
    resources = [each.value.rules]
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
      "cognito-idp:CreateGroup",
      "cognito-idp:CreateResourceServer",
      "cognito-idp:CreateUserPoolClient",
      "cognito-idp:CreateUserPoolDomain",
      "cognito-idp:DeleteGroup",
      "cognito-idp:DeleteResourceServer",
      "cognito-idp:DeleteUserPool",
      "cognito-idp:DeleteUserPoolClient",
      "cognito-idp:DeleteUserPoolDomain",
      "cognito-idp:SetUserPoolMfaConfig",
      "cognito-idp:TagResource",
      "cognito-idp:UntagResource",
      "cognito-idp:UpdateGroup",
      "cognito-idp:UpdateResourceServer",
      "cognito-idp:UpdateUserPool",
      "cognito-idp:UpdateUserPoolClient",
    ]
    resources = [local.user_pools]
  }

  # These name no resource. Log delivery is how API Gateway is given its access log.
  statement {
    sid = "KeepWhatHasNoName"
    actions = [
      "cognito-idp:CreateUserPool",
      "ecr:GetAuthorizationToken",
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

resource "aws_iam_policy" "write_services" {
  for_each = local.deployers

  name        = "write-services-inlet-${each.key}"
  description = "What of inlet-${each.key} does work, and its deployer changes"
  policy      = data.aws_iam_policy_document.write_services[each.key].json
}
