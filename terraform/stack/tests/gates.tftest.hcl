mock_provider "aws" {
  source = "../mocks"
}

variables {
  environment         = "test"
  packages_dir        = "tests/packages" # empty zips
  deletion_protection = true
  log_retention_days  = 7
  cors_origins        = []
  mail                = {}
}

run "gates" {
  command = plan

  assert {
    condition = {
      for statement in data.aws_iam_policy_document.uploads_gate.statement : statement.sid => jsonencode([
        statement.effect, sort(statement.actions), one(statement.principals).identifiers,
        [for condition in statement.condition : "${condition.test} ${condition.variable}" if condition.variable != "aws:PrincipalArn"],
      ])
      } == {
      DenyReadingBeforeTheVerdict = jsonencode(["Deny", ["s3:GetObject", "s3:GetObjectVersion"], ["*"], ["StringNotEquals s3:ExistingObjectTag/verdict"]])
      DenyTaggingButByTheScanner = jsonencode(["Deny", [
        "s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging", "s3:PutObjectTagging", "s3:PutObjectVersionTagging",
      ], ["*"], []])
    }
    error_message = "The bucket refuses every reading that the tag does not allow, and every tagging."
  }

  assert {
    condition = { for statement in data.aws_iam_policy_document.uploads_gate.statement : statement.sid => toset(flatten([
      for condition in statement.condition : [for form in condition.values : "${condition.test} ${form}"] if condition.variable == "aws:PrincipalArn"
      ])) } == {
      DenyReadingBeforeTheVerdict = toset(flatten([for role in ["inspect", "logger", "quarantine", "router", "scan", "sweeper", "verifier"] : [
        "ArnNotLike arn:aws:iam::123456789012:role/inlet-test-${role}", "ArnNotLike arn:aws:sts::123456789012:assumed-role/inlet-test-${role}/*",
      ]]))
      DenyTaggingButByTheScanner = toset(["ArnNotLike arn:aws:iam::123456789012:role/inlet-test-scan", "ArnNotLike arn:aws:sts::123456789012:assumed-role/inlet-test-scan/*"])
    }
    error_message = "Before the verdict read only those who bring it about; the scanner alone tags."
  }

  assert {
    condition     = alltrue([for statement in data.aws_iam_policy_document.uploads_gate.statement : statement.resources == toset(["${local.uploads_bucket_arn}/*"])])
    error_message = "The gate is before all objects."
  }

  assert {
    condition     = toset(flatten([for condition in data.aws_iam_policy_document.uploads_gate.statement[0].condition : tolist(condition.values) if condition.variable == "s3:ExistingObjectTag/verdict"])) == toset(["clean"])
    error_message = "What is clean may be read, and nothing else."
  }
}

run "without_a_scanner" {
  command = plan

  variables {
    scan = { scanner = "none" }
  }

  assert {
    condition     = toset(local.readable_verdicts) == toset(["clean", "unscanned"])
    error_message = "Without a scanner what nobody scanned may be read."
  }
}

run "with_guardduty" {
  command = plan

  variables {
    scan = { scanner = "guardduty", reader_role = "malware-protection" }
  }

  assert {
    condition     = contains(local.reads_before_the_verdict, "malware-protection") && toset(local.readable_verdicts) == toset(["clean"])
    error_message = "GuardDuty reads before its own verdict."
  }
}
