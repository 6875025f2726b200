# Whose signatures count: at most two keys at a time, so that a new one is known before it signs.

resource "aws_cloudfront_public_key" "this" {
  for_each = var.public_keys

  name        = "${var.name}-${each.key}"
  comment     = "Signs downloads of ${var.name}"
  encoded_key = each.value

  # A key goes once the group is without it: CloudFront keeps what is in use.
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_cloudfront_key_group" "this" {
  name    = var.name
  comment = "Sign downloads of ${var.name}"
  items   = [for key in aws_cloudfront_public_key.this : key.id]
}
