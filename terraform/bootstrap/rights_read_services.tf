# What planning reads of that which does something, as the provider refreshes it.

data "aws_iam_policy_document" "read_services" {
  for_each = local.owned

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
      "cognito-idp:GetGroup",
      "cognito-idp:GetUserPoolMfaConfig",
      "cognito-idp:ListTagsForResource",
    ]
    resources = [local.user_pools]
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

resource "aws_iam_policy" "read_services" {
  for_each = local.deployers

  name        = "read-services-inlet-${each.key}"
  description = "What planning inlet-${each.key} reads of what does work"
  policy      = data.aws_iam_policy_document.read_services[each.key].json
}
