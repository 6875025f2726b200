# A DynamoDB table on demand, keyed by strings, with point-in-time recovery.

locals {
  key_attributes = toset(compact(concat(
    [var.hash_key, var.range_key],
    flatten([for index in values(var.indexes) : [index.hash_key, index.range_key]]),
  )))
}

resource "aws_dynamodb_table" "this" {
  #checkov:skip=CKV_AWS_119:A key of one's own comes by variable; without it AWS encrypts with its own

  name                        = var.name
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = var.hash_key
  range_key                   = var.range_key
  deletion_protection_enabled = var.deletion_protection
  stream_enabled              = var.stream
  stream_view_type            = var.stream ? "NEW_AND_OLD_IMAGES" : null

  dynamic "attribute" {
    for_each = local.key_attributes

    content {
      name = attribute.value
      type = "S"
    }
  }

  dynamic "global_secondary_index" {
    for_each = var.indexes

    content {
      name            = global_secondary_index.key
      hash_key        = global_secondary_index.value.hash_key
      range_key       = global_secondary_index.value.range_key
      projection_type = length(global_secondary_index.value.attributes) == 0 ? "KEYS_ONLY" : "INCLUDE"

      non_key_attributes = length(global_secondary_index.value.attributes) == 0 ? null : global_secondary_index.value.attributes
    }
  }

  dynamic "ttl" {
    for_each = var.ttl_attribute == null ? [] : [var.ttl_attribute]

    content {
      attribute_name = ttl.value
      enabled        = true
    }
  }

  point_in_time_recovery {
    enabled = true
  }

  # Without a key of one's own DynamoDB encrypts with the key that AWS owns; it cannot be off.
  server_side_encryption {
    enabled     = var.kms_key_arn != null
    kms_key_arn = var.kms_key_arn
  }
}
