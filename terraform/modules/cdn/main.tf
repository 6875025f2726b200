# A distribution of CloudFront in front of two buckets: originals, which S3 is asked for each time, and what was made of
# them, which never changes under its key. Nothing is given out without a signed URL.

locals {
  originals = "originals"
  derived   = "derived"
  origins   = { (local.originals) = var.originals_host, (local.derived) = var.derived_host }

  # AWS's own policy CachingDisabled: the verdict on a version may change, so S3 looks at its tag at each request.
  # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
  never_cached = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
}

resource "aws_cloudfront_origin_access_control" "this" {
  for_each = local.origins

  name                              = "${var.name}-${each.key}"
  description                       = "Asks for ${each.key} in CloudFront's own name"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_distribution" "this" {
  #checkov:skip=CKV_AWS_68:Every request is signed by the API, which is where abuse is limited; a web ACL costs and is for who wants it
  #checkov:skip=CKV2_AWS_47:Nothing behind it runs code, be it Java or other
  #checkov:skip=CKV_AWS_86:Log lines hold signed URLs with names of files, so they are written only where that is wanted
  #checkov:skip=CKV_AWS_174:CloudFront sets TLSv1 for its own domain, whatever is asked for; with a domain of one's own it is TLSv1.2_2021
  #checkov:skip=CKV2_AWS_42:A domain and certificate of one's own are a choice
  #checkov:skip=CKV_AWS_305:There is nothing to be shown at the root
  #checkov:skip=CKV_AWS_310:An object is in one bucket; a second origin would have nothing to give
  #checkov:skip=CKV_AWS_374:Who may have a file is said by the API, for wherever they are

  comment         = "Downloads of ${var.name}"
  enabled         = true
  aliases         = var.own_domain == null ? [] : [var.own_domain.name]
  http_version    = "http2and3"
  is_ipv6_enabled = true
  price_class     = var.price_class

  wait_for_deployment = var.wait_for_deployment

  dynamic "origin" {
    for_each = local.origins

    content {
      origin_id                = origin.key
      domain_name              = origin.value
      origin_access_control_id = aws_cloudfront_origin_access_control.this[origin.key].id
    }
  }

  # {tenant}/{file}: versions, by their id.
  default_cache_behavior {
    viewer_protocol_policy     = "https-only"
    target_origin_id           = local.originals
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    trusted_key_groups         = [aws_cloudfront_key_group.this.id]
    cache_policy_id            = local.never_cached
    origin_request_policy_id   = aws_cloudfront_origin_request_policy.originals.id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.this.id
  }

  # {tenant}/{file}/{attempt}/{name}: what was made of them.
  ordered_cache_behavior {
    viewer_protocol_policy     = "https-only"
    path_pattern               = "/t-*/*/*/*"
    target_origin_id           = local.derived
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    trusted_key_groups         = [aws_cloudfront_key_group.this.id]
    cache_policy_id            = aws_cloudfront_cache_policy.derived.id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.this.id
  }

  # S3 is asked again where it refused, too: else CloudFront answers as it did for ten seconds, by the path alone and
  # whatever S3 says of keeping it.
  # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/custom-error-pages-expiration.html
  dynamic "custom_error_response" {
    for_each = toset([400, 403, 404, 500, 502, 503, 504])

    content {
      error_code            = custom_error_response.value
      error_caching_min_ttl = 0
    }
  }

  viewer_certificate {
    acm_certificate_arn            = var.own_domain == null ? null : var.own_domain.certificate_arn
    cloudfront_default_certificate = var.own_domain == null
    minimum_protocol_version       = var.own_domain == null ? "TLSv1" : "TLSv1.2_2021"
    ssl_support_method             = var.own_domain == null ? null : "sni-only"
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  dynamic "logging_config" {
    for_each = var.log_bucket[*]

    content {
      bucket          = logging_config.value
      prefix          = "${var.name}/"
      include_cookies = false
    }
  }
}
