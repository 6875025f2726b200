mock_provider "aws" {
  source = "../../mocks"
}

variables {
  name = "inlet-test-bucket"
  cors = {
    origins        = ["https://app.example.com"]
    methods        = ["PUT"]
    headers        = ["Content-Type"]
    expose_headers = ["ETag"]
  }
}

run "rules" {
  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.this.block_public_acls,
      aws_s3_bucket_public_access_block.this.block_public_policy,
      aws_s3_bucket_public_access_block.this.ignore_public_acls,
      aws_s3_bucket_public_access_block.this.restrict_public_buckets,
    ])
    error_message = "All four kinds of public access are blocked."
  }

  assert {
    condition     = aws_s3_bucket_ownership_controls.this.rule[0].object_ownership == "BucketOwnerEnforced"
    error_message = "The bucket's owner owns every object; ACLs are off."
  }

  assert {
    condition     = aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Enabled"
    error_message = "The bucket is versioned."
  }

  assert {
    condition     = one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default[0].sse_algorithm == "AES256"
    error_message = "Objects are encrypted at rest."
  }

  assert {
    condition = alltrue([for statement in data.aws_iam_policy_document.this.statement : (
      statement.effect == "Deny" && contains(statement.actions, "s3:*")
      && statement.resources == toset([aws_s3_bucket.this.arn, "${aws_s3_bucket.this.arn}/*"])
      && [for principals in statement.principals : [principals.type, principals.identifiers]] == [["*", toset(["*"])]]
      && [for condition in statement.condition : "${condition.test} ${condition.variable} ${one(condition.values)}"] == ["Bool aws:SecureTransport false"]
    )])
    error_message = "Bucket and objects refuse whatever comes without TLS."
  }

  assert {
    condition     = !aws_s3_bucket.this.force_destroy
    error_message = "A bucket that holds objects refuses to be destroyed, unless told otherwise."
  }

  assert {
    condition     = contains(flatten(aws_s3_bucket_lifecycle_configuration.this.rule[*].abort_incomplete_multipart_upload[*].days_after_initiation), 2)
    error_message = "Parts of unfinished uploads are removed after two days."
  }

  assert {
    condition     = contains(flatten(aws_s3_bucket_lifecycle_configuration.this.rule[*].noncurrent_version_expiration[*].noncurrent_days), 30)
    error_message = "Old versions are removed in the end."
  }

  assert {
    condition     = one(aws_s3_bucket_cors_configuration.this["browsers"].cors_rule).allowed_origins == toset(["https://app.example.com"])
    error_message = "Browsers of the given origins alone are let in."
  }

  assert {
    condition     = length(aws_s3_bucket_accelerate_configuration.this) == 0
    error_message = "Acceleration is off unless asked for."
  }
}

run "what_moves_and_what_goes" {
  variables {
    transitions = { cold = { tags = { kind = "large" }, days = 90, storage_class = "GLACIER_IR" } }
    expirations = { answers = { prefix = "answers/", days = 7 } }

    expiration_days = 30
  }

  assert {
    condition = anytrue([for rule in aws_s3_bucket_lifecycle_configuration.this.rule :
      one(rule.filter[*].prefix) == null && one(rule.expiration).days == 30 && one(rule.noncurrent_version_expiration).noncurrent_days == 1
    if rule.id == "expire-everything"])
    error_message = "Whatever is there goes in the end, where that is asked for."
  }

  assert {
    condition = anytrue([for rule in aws_s3_bucket_lifecycle_configuration.this.rule : (
      one(rule.filter[*].and[0].tags) == tomap({ kind = "large" }) && one(rule.filter[*].and[0].object_size_greater_than) == 131072
      && one(rule.transition).storage_class == "GLACIER_IR" && one(rule.transition).days == 90
    ) if rule.id == "move-cold"])
    error_message = "Objects of the tag move, and small ones never do."
  }

  assert {
    condition = anytrue([for rule in aws_s3_bucket_lifecycle_configuration.this.rule : (
      one(rule.filter[*].prefix) == "answers/" && one(rule.expiration).days == 7
      && one(rule.noncurrent_version_expiration).noncurrent_days == 1
    ) if rule.id == "expire-answers"])
    error_message = "What is below the prefix goes, its old versions too."
  }

  assert {
    condition     = alltrue([for rule in aws_s3_bucket_lifecycle_configuration.this.rule : length(rule.transition) == 0 || rule.id == "move-cold"])
    error_message = "Nothing else moves."
  }
}

run "own_key_acceleration_and_no_origin" {
  variables {
    kms_key_arn     = "arn:aws:kms:eu-central-1:123456789012:key/1"
    acceleration    = true
    plain_http_from = ["127.0.0.0/8"]
    cors            = {}
  }

  assert {
    condition = (
      one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default[0].sse_algorithm == "aws:kms"
      && one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default[0].kms_master_key_id == var.kms_key_arn
    )
    error_message = "A key of one's own encrypts the objects."
  }

  assert {
    condition     = one(values(aws_s3_bucket_accelerate_configuration.this)[*].status) == "Enabled"
    error_message = "Acceleration is on when asked for."
  }

  assert {
    condition     = length(aws_s3_bucket_cors_configuration.this) == 0
    error_message = "Without origins there is no CORS."
  }

  assert {
    condition = toset([for condition in data.aws_iam_policy_document.this.statement[0].condition : "${condition.test} ${condition.variable} ${one(condition.values)}"]) == toset([
      "Bool aws:SecureTransport false",
      "NotIpAddress aws:SourceIp 127.0.0.0/8",
    ])
    error_message = "Plain HTTP is let through only from the networks that are named."
  }
}

run "more_is_forbidden" {
  variables {
    policy_documents = [jsonencode({ Statement = [{ Sid = "DenyReading", Effect = "Deny" }] })]
  }

  assert {
    condition     = data.aws_iam_policy_document.this.source_policy_documents == tolist(var.policy_documents)
    error_message = "What else is forbidden becomes part of the bucket's policy."
  }

  assert {
    condition     = aws_s3_bucket_policy.this.policy == data.aws_iam_policy_document.this.json
    error_message = "The bucket has its policy."
  }
}

run "what_a_distribution_reads" {
  variables {
    readers = { LetTheDistributionRead = { distribution_arn = "arn:aws:cloudfront::123456789012:distribution/E1", action = "s3:GetObjectVersion" } }
  }

  assert {
    condition = [for statement in data.aws_iam_policy_document.this.statement : [
      statement.actions, statement.resources, [for principals in statement.principals : [principals.type, principals.identifiers]],
      [for condition in statement.condition : [condition.test, condition.variable, condition.values]],
      ] if statement.effect != "Deny"] == [[
      toset(["s3:GetObjectVersion"]), toset(["${aws_s3_bucket.this.arn}/*"]), [["Service", toset(["cloudfront.amazonaws.com"])]],
      [["StringEquals", "aws:SourceArn", tolist(["arn:aws:cloudfront::123456789012:distribution/E1"])]],
    ]]
    error_message = "CloudFront reads on behalf of the one distribution, and does nothing else."
  }
}

run "nothing_is_allowed" {
  command = plan

  variables {
    policy_documents = [jsonencode({ Statement = [{ Effect = "Deny" }, { Effect = "Allow" }] })]
  }

  expect_failures = [var.policy_documents]
}

run "no_reader_but_a_distribution" {
  command = plan

  variables {
    readers = { Anybody = { distribution_arn = "arn:aws:cloudfront::123456789012:distribution/*", action = "s3:GetObject" } }
  }

  expect_failures = [var.readers]
}

run "no_reader_that_writes" {
  command = plan

  variables {
    readers = { Writer = { distribution_arn = "arn:aws:cloudfront::123456789012:distribution/E1", action = "s3:PutObject" } }
  }

  expect_failures = [var.readers]
}

run "bad_input" {
  command = plan

  variables {
    name                    = "With.Dots"
    noncurrent_version_days = 0
    expiration_days         = 0.5
    plain_http_from         = ["8.8.8.0/24"]
    transitions             = { all = { tags = {}, days = 1, storage_class = "GLACIER_IR" } }
    expirations             = { all = { prefix = "", days = 1 } }
  }

  expect_failures = [var.name, var.noncurrent_version_days, var.expiration_days, var.plain_http_from, var.transitions, var.expirations]
}
