mock_provider "aws" {
  source = "../../mocks"
}

variables {
  name             = "inlet-test-uploads"
  description      = "Test"
  package          = { bucket = "inlet-test-packages", key = "ingestion/0a1b.zip", sha256 = "Chs=" }
  handler          = "ingestion.uploads.handler.handler"
  timeout_seconds  = 10
  memory_mb        = 256
  environment      = { CATALOG_TABLE = "catalog" }
  policy_documents = ["{}"]
  platform = {
    runtime            = "python3.13"
    architecture       = "arm64"
    log_retention_days = 7
    environment        = { EVERYWHERE = "yes" }
    alarm_topic_arns   = ["arn:aws:sns:eu-central-1:123456789012:alarms"]
  }
}

run "bad_input" {
  command = plan

  variables {
    name            = "Not A Name"
    timeout_seconds = 901
    memory_mb       = 64
    ephemeral_mb    = 100
    image_uri       = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/inlet:latest"
    platform        = { runtime = "python3.13", architecture = "mips", log_retention_days = 7 }
  }

  expect_failures = [var.name, var.timeout_seconds, var.memory_mb, var.ephemeral_mb, var.image_uri, var.platform]
}
