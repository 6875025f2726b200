# One topic for all alarms. Each alarm stands beside what it watches and says in its description what to do.

locals {
  alarm_topic_arns = var.alarms.enabled ? [module.alarms_topic.arn] : []
}

module "alarms_topic" {
  source = "../modules/topic"

  name        = "${local.prefix}-alarms"
  kms_key_arn = var.kms_key_arn
  publishers  = { AlarmsOfThisAccount = "cloudwatch.amazonaws.com" }
}

resource "aws_sns_topic_subscription" "people" {
  for_each = toset(var.alarms.emails)

  topic_arn = module.alarms_topic.arn
  protocol  = "email"
  endpoint  = each.key
}
