# What reaches S3, what is kept at the edge, and what browsers are told.

locals {
  # The headers with which S3 is to answer, as the signed URL says.
  wanted_headers = ["response-content-disposition", "response-content-type"]
}

# Not response-cache-control alone keeps originals from being shared: it also keeps simultaneous requests apart.
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorS3Origin.html#request-s3-traffic-spikes
resource "aws_cloudfront_origin_request_policy" "originals" {
  name    = "${var.name}-originals"
  comment = "The version, and how S3 is to answer"

  query_strings_config {
    query_string_behavior = "whitelist"

    query_strings {
      items = concat(["versionId", "response-cache-control"], local.wanted_headers)
    }
  }

  headers_config {
    header_behavior = "none"
  }

  cookies_config {
    cookie_behavior = "none"
  }
}

# A key has the number of the attempt and is never written again, so what is kept is true; a URL opens it while it is good.
resource "aws_cloudfront_cache_policy" "derived" {
  name        = "${var.name}-derived"
  comment     = "For an hour, by key and by how S3 is to answer"
  min_ttl     = 0
  default_ttl = 3600
  max_ttl     = 3600

  parameters_in_cache_key_and_forwarded_to_origin {
    query_strings_config {
      query_string_behavior = "whitelist"

      query_strings {
        items = local.wanted_headers
      }
    }

    headers_config {
      header_behavior = "none"
    }

    cookies_config {
      cookie_behavior = "none"
    }
  }
}

resource "aws_cloudfront_response_headers_policy" "this" {
  #checkov:skip=CKV_AWS_259:It is enforced for two years; being in the lists of browsers is for the owner of a whole domain to ask for

  name    = var.name
  comment = "Nothing that is stored runs, and nobody keeps a copy"

  security_headers_config {
    content_type_options {
      override = true
    }

    # A page or SVG that is opened here runs no script, loads nothing and has no origin. Browsers lay a picture out by a
    # style of their own, which needs the one exception.
    content_security_policy {
      content_security_policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
      override                = true
    }

    referrer_policy {
      referrer_policy = "no-referrer" # the URL is the key
      override        = true
    }

    strict_transport_security {
      access_control_max_age_sec = 63072000
      include_subdomains         = true
      override                   = true
    }
  }

  # Told to browsers; CloudFront itself goes by what S3 said.
  custom_headers_config {
    items {
      header   = "Cache-Control"
      value    = "no-store"
      override = true
    }
  }

  dynamic "cors_config" {
    for_each = length(var.cors_origins) == 0 ? [] : ["pages"]

    content {
      origin_override                  = true
      access_control_allow_credentials = false
      access_control_max_age_sec       = 3600

      access_control_allow_origins {
        items = var.cors_origins
      }

      access_control_allow_methods {
        items = ["GET", "HEAD"]
      }

      access_control_allow_headers {
        items = ["Range"]
      }

      access_control_expose_headers {
        items = ["Content-Disposition", "Content-Length", "Content-Range", "ETag"]
      }
    }
  }
}
