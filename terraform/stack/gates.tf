# Fail closed, whatever a role allows: what may be read of the uploads bucket is said by the scanner's tag on each version,
# and what is in quarantine is read by nobody who is not named.
#
# Principals are of type "*", which is everybody: users, roles, and services such as CloudFront, which reads in its own name.
# Type AWS is said to be the same for who is anonymous only, so it is not relied on.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalisawsservice

locals {
  verdict_tag = "verdict"

  # Who reads versions before the scanner has spoken, to admit, reject, inspect and scan them, and who takes away what it
  # condemned. GuardDuty reads by a role of its own.
  reads_before_the_verdict = concat([
    module.inspect.role_name,
    module.janitor.role_name,
    module.logger.role_name,
    module.quarantine.role_name,
    module.router.role_name,
    module.scan.role_name,
    module.sweeper.role_name,
    module.verifier.role_name,
  ], var.scan.reader_role == null ? [] : [var.scan.reader_role])

  # Where there is no scanner every version says so, and may be read.
  readable_verdicts = var.scan.scanner == "none" ? ["clean", "unscanned"] : ["clean"]
}

data "aws_iam_policy_document" "uploads_gate" {
  # HeadObject asks for the same rights. Without the tag the condition holds, so what is unknown is refused.
  statement {
    sid       = "DenyReadingBeforeTheVerdict"
    effect    = "Deny"
    actions   = ["s3:GetObject", "s3:GetObjectVersion"]
    resources = ["${local.uploads_bucket_arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "StringNotEquals"
      variable = "s3:ExistingObjectTag/${local.verdict_tag}"
      values   = local.readable_verdicts
    }

    condition {
      test     = "ArnNotLike"
      variable = "aws:PrincipalArn"
      values   = flatten([for role in local.reads_before_the_verdict : [for form in local.role_forms : format(form, role)]])
    }
  }

  # Putting an object with tags asks for the same right as tagging it.
  statement {
    sid    = "DenyTaggingButByTheScanner"
    effect = "Deny"
    actions = [
      "s3:DeleteObjectTagging",
      "s3:DeleteObjectVersionTagging",
      "s3:PutObjectTagging",
      "s3:PutObjectVersionTagging",
    ]
    resources = ["${local.uploads_bucket_arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "ArnNotLike"
      variable = "aws:PrincipalArn"
      values   = [for form in local.role_forms : format(form, module.scan.role_name)]
    }
  }
}

data "aws_iam_policy_document" "quarantine_gate" {
  # The function itself asks by HeadObject whether a copy is there.
  statement {
    sid       = "DenyReadingButByNamedRoles"
    effect    = "Deny"
    actions   = ["s3:GetObject", "s3:GetObjectVersion"]
    resources = ["${local.quarantine_bucket_arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "ArnNotLike"
      variable = "aws:PrincipalArn"
      values = flatten([for role in concat([module.quarantine.role_name], var.processing.quarantine_readers) :
      [for form in local.role_forms : format(form, role)]])
    }
  }

  statement {
    sid       = "DenyPuttingButByQuarantine"
    effect    = "Deny"
    actions   = ["s3:PutObject"]
    resources = ["${local.quarantine_bucket_arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "ArnNotLike"
      variable = "aws:PrincipalArn"
      values   = [for form in local.role_forms : format(form, module.quarantine.role_name)]
    }
  }
}

locals {
  # A role is named by its own ARN on AWS, and by that of its sessions in the embedded cloud.
  role_forms = [
    "arn:${data.aws_partition.this.partition}:iam::${local.account_id}:role/%s",
    "arn:${data.aws_partition.this.partition}:sts::${local.account_id}:assumed-role/%s/*",
  ]
}
