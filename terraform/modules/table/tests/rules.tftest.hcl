mock_provider "aws" {
  source = "../../mocks"
}

variables {
  name          = "inlet-test-catalog"
  ttl_attribute = "ttl"
  indexes = {
    waiting = { hash_key = "waitingIn", range_key = "waitingSince" }
    by_hour = { hash_key = "hour", range_key = "recordedAt", attributes = ["kind", "size"] }
  }
}

run "rules" {
  assert {
    condition     = aws_dynamodb_table.this.point_in_time_recovery[0].enabled
    error_message = "The table can be restored to any point in time."
  }

  assert {
    condition     = aws_dynamodb_table.this.deletion_protection_enabled
    error_message = "The table refuses to be deleted, unless told otherwise."
  }

  assert {
    condition     = !aws_dynamodb_table.this.stream_enabled && output.stream_arn == null
    error_message = "Changes are streamed only where that is asked for."
  }

  assert {
    condition     = aws_dynamodb_table.this.billing_mode == "PAY_PER_REQUEST"
    error_message = "The table is paid on demand."
  }

  assert {
    condition     = toset(aws_dynamodb_table.this.attribute[*].name) == toset(["pk", "sk", "waitingIn", "waitingSince", "hour", "recordedAt"])
    error_message = "Key attributes of table and indexes are declared, others are not."
  }

  assert {
    condition     = one(aws_dynamodb_table.this.ttl).attribute_name == "ttl" && one(aws_dynamodb_table.this.ttl).enabled
    error_message = "Rows expire by the TTL attribute."
  }

  assert {
    condition = output.index_arns == {
      waiting = "${aws_dynamodb_table.this.arn}/index/waiting"
      by_hour = "${aws_dynamodb_table.this.arn}/index/by_hour"
    }
    error_message = "Each index can be granted by itself."
  }
}

run "projections" {
  assert {
    condition = {
      for index in aws_dynamodb_table.this.global_secondary_index :
      index.name => "${index.projection_type} ${join(" ", coalesce(index.non_key_attributes, []))}"
      } == {
      waiting = "KEYS_ONLY "
      by_hour = "INCLUDE kind size"
    }
    error_message = "An index holds its keys and the attributes that are listed, nothing else."
  }
}

run "own_key" {
  variables {
    kms_key_arn = "arn:aws:kms:eu-central-1:123456789012:key/1"
  }

  assert {
    condition     = one(aws_dynamodb_table.this.server_side_encryption).enabled && one(aws_dynamodb_table.this.server_side_encryption).kms_key_arn == var.kms_key_arn
    error_message = "A key of one's own encrypts the table."
  }
}

run "streamed" {
  variables {
    stream = true
  }

  assert {
    condition     = aws_dynamodb_table.this.stream_view_type == "NEW_AND_OLD_IMAGES" && output.stream_arn != null
    error_message = "A change is streamed with what was before it."
  }
}

run "bad_input" {
  command = plan

  variables {
    indexes = { wide = { hash_key = "a", range_key = "b", attributes = [for number in range(101) : "attribute${number}"] } }
  }

  expect_failures = [var.indexes]
}
