# The most that a role made by an environment's stack can ever do. Deployers can make roles only within it, so that
# being allowed to deploy is not being allowed everything.

data "aws_iam_policy_document" "boundary" {
  for_each = local.owned

  statement {
    sid       = "Logs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = [for arn in each.value.log_groups : "${arn}:*"]
  }

  statement {
    sid       = "Traces"
    actions   = ["xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments"]
    resources = ["*"] # X-Ray has no resource to name for these actions.
  }

  statement {
    sid = "Rows"
    actions = [
      "dynamodb:BatchGetItem",
      "dynamodb:BatchWriteItem",
      "dynamodb:ConditionCheckItem",
      "dynamodb:DeleteItem",
      "dynamodb:GetItem",
      "dynamodb:PartiQLInsert",
      "dynamodb:PutItem",
      "dynamodb:Query",
      "dynamodb:Scan",
      "dynamodb:UpdateItem",
    ]
    resources = [each.value.tables, "${each.value.tables}/index/*"]
  }

  statement {
    sid       = "Changes"
    actions   = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"]
    resources = ["${each.value.tables}/stream/*"]
  }

  statement {
    sid = "Objects"
    actions = [
      "s3:AbortMultipartUpload",
      "s3:DeleteObject",
      "s3:DeleteObjectVersion",
      "s3:GetBucketLocation",
      "s3:GetObject",
      "s3:GetObjectVersion",
      "s3:GetObjectVersionTagging",
      "s3:ListBucket",
      "s3:ListBucketMultipartUploads",
      "s3:ListBucketVersions",
      "s3:ListMultipartUploadParts",
      "s3:PutObject",
      "s3:PutObjectTagging",
      "s3:PutObjectVersionTagging",
    ]
    resources = [each.value.buckets, "${each.value.buckets}/*"]
  }

  statement {
    sid       = "Queries"
    actions   = ["athena:GetQueryExecution", "athena:GetQueryResults", "athena:StartQueryExecution"]
    resources = [each.value.workgroup]
  }

  statement {
    sid       = "ArchiveTable"
    actions   = ["glue:GetDatabase", "glue:GetTable"]
    resources = each.value.catalog
  }

  statement {
    sid       = "Tenants"
    actions   = ["sts:AssumeRole", "sts:TagSession"]
    resources = [each.value.roles]
  }

  statement {
    sid       = "Messages"
    actions   = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ReceiveMessage", "sqs:SendMessage"]
    resources = [each.value.queues]
  }

  statement {
    sid       = "Runs"
    actions   = ["states:StartSyncExecution"]
    resources = [each.value.machines]
  }

  # What is seen in images, where a deployment asks for it; the action names no resource.
  statement {
    sid       = "Labels"
    actions   = ["rekognition:DetectLabels"]
    resources = ["*"]
  }

  # How a state machine is given its log; these name no resource.
  statement {
    sid = "LogDelivery"
    actions = [
      "logs:CreateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:DescribeLogGroups",
      "logs:DescribeResourcePolicies",
      "logs:GetLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:UpdateLogDelivery",
    ]
    resources = ["*"]
  }

  statement {
    sid       = "Topics"
    actions   = ["sns:Publish"]
    resources = [each.value.topics]
  }

  statement {
    sid       = "Connections"
    actions   = ["execute-api:ManageConnections"]
    resources = [local.connections]
  }

  statement {
    sid       = "Mail"
    actions   = ["ses:SendEmail"]
    resources = [local.identities]
  }

  statement {
    sid       = "Functions"
    actions   = ["lambda:InvokeFunction"]
    resources = [each.value.functions]
  }

  statement {
    sid       = "SigningKeys"
    actions   = ["ssm:GetParameter"]
    resources = [each.value.parameters]
  }

  statement {
    sid       = "DataKeys"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [local.keys]
  }
}

resource "aws_iam_policy" "boundary" {
  for_each = data.aws_iam_policy_document.boundary

  name        = "inlet-${each.key}-boundary"
  description = "The most that roles of inlet-${each.key} can do"
  policy      = each.value.json
}
