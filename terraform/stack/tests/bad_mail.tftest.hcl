# One run for each rule of a variable: nothing else is wrong in it, so its failure is that rule's.

mock_provider "aws" {
  source = "../mocks"
}

variables {
  environment         = "test"
  packages_dir        = "tests/packages"
  deletion_protection = true
  log_retention_days  = 7
}

run "unknown_identity" {
  command = plan

  variables {
    mail = { from = "inlet@example.com", identity = "mine" }
  }

  expect_failures = [var.mail]
}

run "alerts_without_sender" {
  command = plan

  variables {
    mail = { alert_rules = [{ name = "all", on = ["admitted"], recipients = ["ops@example.com"] }] }
  }

  expect_failures = [var.mail]
}

run "name_of_a_rule" {
  command = plan

  variables {
    mail = { from = "inlet@example.com", alert_rules = [{ name = "all of them", on = ["admitted"], recipients = ["ops@example.com"] }] }
  }

  expect_failures = [var.mail]
}

run "two_rules_of_one_name" {
  command = plan

  variables {
    mail = { from = "inlet@example.com", alert_rules = [{ name = "all", on = ["admitted"], recipients = ["ops@example.com"] }, { name = "all", on = ["rejected"], recipients = ["ops@example.com"] }] }
  }

  expect_failures = [var.mail]
}

run "unknown_outcome" {
  command = plan

  variables {
    mail = { from = "inlet@example.com", alert_rules = [{ name = "all", on = ["admitted", "uploaded"], recipients = ["ops@example.com"] }] }
  }

  expect_failures = [var.mail]
}

run "fraction_of_min_bytes" {
  command = plan

  variables {
    mail = { from = "inlet@example.com", alert_rules = [{ name = "all", on = ["admitted"], recipients = ["ops@example.com"], min_bytes = 1.5 }] }
  }

  expect_failures = [var.mail]
}

run "type_without_slash" {
  command = plan

  variables {
    mail = { from = "inlet@example.com", alert_rules = [{ name = "all", on = ["admitted"], recipients = ["ops@example.com"], types = ["png"] }] }
  }

  expect_failures = [var.mail]
}

run "nobody_to_tell" {
  command = plan

  variables {
    mail = { from = "inlet@example.com", alert_rules = [{ name = "all", on = ["admitted"], recipients = [] }] }
  }

  expect_failures = [var.mail]
}

run "more_than_ses_takes" {
  command = plan

  variables {
    mail = { from = "inlet@example.com", digest_recipients = [for number in range(51) : "team${number}@example.com"] }
  }

  expect_failures = [var.mail]
}

run "recipient_with_name" {
  command = plan

  variables {
    mail = { from = "inlet@example.com", alert_rules = [{ name = "all", on = ["admitted"], recipients = ["Ops <ops@example.com>"] }] }
  }

  expect_failures = [var.mail]
}

run "sender_with_name" {
  command = plan

  variables {
    mail = { from = "Inlet <inlet@example.com>" }
  }

  expect_failures = [var.mail]
}
