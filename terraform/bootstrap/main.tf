# What exists once an account, before any environment can.

data "aws_caller_identity" "this" {}
data "aws_partition" "this" {}
data "aws_region" "this" {}

locals {
  account_id = data.aws_caller_identity.this.account_id
  partition  = data.aws_partition.this.partition
  region     = data.aws_region.this.name
  dns_suffix = data.aws_partition.this.dns_suffix
  iam        = "arn:${local.partition}:iam::${local.account_id}"

  # What is named after an environment, by service: resource patterns of all that its stack makes.
  owned = { for name in var.environments : name => {
    alarms   = "arn:${local.partition}:cloudwatch:${local.region}:${local.account_id}:alarm:inlet-${name}-*"
    boundary = "${local.iam}:policy/inlet-${name}-boundary"
    buckets  = "arn:${local.partition}:s3:::inlet-${name}-*"
    catalog = [
      "arn:${local.partition}:glue:${local.region}:${local.account_id}:catalog",
      "arn:${local.partition}:glue:${local.region}:${local.account_id}:database/inlet_${replace(name, "-", "_")}",
      "arn:${local.partition}:glue:${local.region}:${local.account_id}:table/inlet_${replace(name, "-", "_")}/*",
    ]
    functions = "arn:${local.partition}:lambda:${local.region}:${local.account_id}:function:inlet-${name}-*"
    log_groups = [
      "arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group:/aws/lambda/inlet-${name}-*",
      "arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group:/aws/vendedlogs/apis/inlet-${name}",
      "arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group:/aws/vendedlogs/apis/inlet-${name}-sockets",
      "arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group:/aws/vendedlogs/states/inlet-${name}-*",
    ]
    machines    = "arn:${local.partition}:states:${local.region}:${local.account_id}:stateMachine:inlet-${name}-*"
    images      = "arn:${local.partition}:ecr:${local.region}:${local.account_id}:repository/inlet-${name}-scan"
    packages    = "arn:${local.partition}:s3:::inlet-${name}-packages-${local.account_id}"
    queues      = "arn:${local.partition}:sqs:${local.region}:${local.account_id}:inlet-${name}-*"
    parameters  = "arn:${local.partition}:ssm:${local.region}:${local.account_id}:parameter/inlet-${name}/*"
    public_keys = "arn:${local.partition}:ssm:${local.region}:${local.account_id}:parameter/inlet-${name}/cdn-public-keys"
    roles       = "${local.iam}:role/inlet-${name}-*"
    rules       = "arn:${local.partition}:events:${local.region}:${local.account_id}:rule/inlet-${name}-*"
    schedules   = "arn:${local.partition}:scheduler:${local.region}:${local.account_id}:schedule/default/inlet-${name}-*"
    tables      = "arn:${local.partition}:dynamodb:${local.region}:${local.account_id}:table/inlet-${name}-*"
    topics      = "arn:${local.partition}:sns:${local.region}:${local.account_id}:inlet-${name}-*"
    workgroup   = "arn:${local.partition}:athena:${local.region}:${local.account_id}:workgroup/inlet-${name}"
  } }

  # What has ids instead of names: all of the account and region.
  keys                 = "arn:${local.partition}:kms:${local.region}:${local.account_id}:key/*"
  identities           = "arn:${local.partition}:ses:${local.region}:${local.account_id}:identity/*"
  user_pools           = "arn:${local.partition}:cognito-idp:${local.region}:${local.account_id}:userpool/*"
  event_source_mapping = "arn:${local.partition}:lambda:${local.region}:${local.account_id}:event-source-mapping:*"
  connections          = "arn:${local.partition}:execute-api:${local.region}:${local.account_id}:*/live/POST/@connections/*"
  any_machine          = "arn:${local.partition}:states:${local.region}:${local.account_id}:stateMachine:*"
  apis = [for path in ["apis", "apis/*", "tags/*"] :
    "arn:${local.partition}:apigateway:${local.region}::/${path}"
  ]
}
