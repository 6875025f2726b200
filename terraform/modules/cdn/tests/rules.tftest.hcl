mock_provider "aws" {
  source = "../../mocks"
}

variables {
  name           = "inlet-test"
  originals_host = "originals.s3.eu-central-1.amazonaws.com"
  derived_host   = "derived.s3.eu-central-1.amazonaws.com"
  public_keys    = { "0a1b2c3d" = "-----BEGIN PUBLIC KEY-----\nA\n-----END PUBLIC KEY-----\n" }
  cors_origins   = ["https://app.example.com"]
}

run "rules" {
  assert {
    condition     = aws_cloudfront_distribution.this.default_cache_behavior[0].trusted_key_groups == tolist([aws_cloudfront_key_group.this.id])
    error_message = "Originals are given to signed requests only."
  }

  assert {
    condition     = [for behavior in aws_cloudfront_distribution.this.ordered_cache_behavior : behavior.trusted_key_groups] == [tolist([aws_cloudfront_key_group.this.id])]
    error_message = "What was made of files is given to signed requests only."
  }

  assert {
    condition = alltrue([for behavior in concat(aws_cloudfront_distribution.this.default_cache_behavior[*].allowed_methods, aws_cloudfront_distribution.this.ordered_cache_behavior[*].allowed_methods) :
      behavior == toset(["GET", "HEAD"])
    ])
    error_message = "Nothing can be done but reading."
  }

  assert {
    condition = alltrue([for policy in concat(aws_cloudfront_distribution.this.default_cache_behavior[*].viewer_protocol_policy, aws_cloudfront_distribution.this.ordered_cache_behavior[*].viewer_protocol_policy) :
      policy == "https-only"
    ])
    error_message = "Nothing is given over plain HTTP."
  }

  assert {
    condition = { for origin in aws_cloudfront_distribution.this.origin : origin.origin_id => [origin.domain_name, origin.origin_access_control_id] } == {
      originals = ["originals.s3.eu-central-1.amazonaws.com", aws_cloudfront_origin_access_control.this["originals"].id]
      derived   = ["derived.s3.eu-central-1.amazonaws.com", aws_cloudfront_origin_access_control.this["derived"].id]
    }
    error_message = "Both buckets are asked in CloudFront's own name."
  }

  assert {
    condition = alltrue([for control in aws_cloudfront_origin_access_control.this :
      control.signing_behavior == "always" && control.signing_protocol == "sigv4" && control.origin_access_control_origin_type == "s3"
    ])
    error_message = "Every request to S3 is signed."
  }

  assert {
    condition = (
      aws_cloudfront_distribution.this.default_cache_behavior[0].target_origin_id == "originals"
      && aws_cloudfront_distribution.this.default_cache_behavior[0].cache_policy_id == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    )
    error_message = "No edge keeps an original: S3 is asked for its verdict each time."
  }

  assert {
    condition = (
      toset([for error in aws_cloudfront_distribution.this.custom_error_response : error.error_code]) == toset([400, 403, 404, 500, 502, 503, 504])
      && alltrue([for error in aws_cloudfront_distribution.this.custom_error_response : error.error_caching_min_ttl == 0])
    )
    error_message = "No edge keeps what S3 refused, either."
  }

  assert {
    condition = [for behavior in aws_cloudfront_distribution.this.ordered_cache_behavior : [behavior.path_pattern, behavior.target_origin_id, behavior.cache_policy_id]] == [
      ["/t-*/*/*/*", "derived", aws_cloudfront_cache_policy.derived.id]
    ]
    error_message = "What was made of files is told by its deeper path."
  }

  assert {
    condition = (
      aws_cloudfront_distribution.this.default_cache_behavior[0].origin_request_policy_id == aws_cloudfront_origin_request_policy.originals.id
      && aws_cloudfront_origin_request_policy.originals.query_strings_config[0].query_string_behavior == "whitelist"
      && aws_cloudfront_origin_request_policy.originals.query_strings_config[0].query_strings[0].items == toset(["versionId", "response-cache-control", "response-content-disposition", "response-content-type"])
    )
    error_message = "S3 learns which version is wanted, and how to answer."
  }

  assert {
    condition = (
      aws_cloudfront_cache_policy.derived.max_ttl == 3600
      && aws_cloudfront_cache_policy.derived.parameters_in_cache_key_and_forwarded_to_origin[0].query_strings_config[0].query_strings[0].items == toset(["response-content-disposition", "response-content-type"])
    )
    error_message = "What is kept at the edge is told apart by all that S3 answers to, and goes within the hour."
  }

  assert {
    condition = alltrue([for policy in concat(aws_cloudfront_distribution.this.default_cache_behavior[*].response_headers_policy_id, aws_cloudfront_distribution.this.ordered_cache_behavior[*].response_headers_policy_id) :
      policy == aws_cloudfront_response_headers_policy.this.id
    ])
    error_message = "Every answer has the headers of safety."
  }

  assert {
    condition     = one(one(aws_cloudfront_response_headers_policy.this.security_headers_config).content_type_options).override
    error_message = "No browser guesses a type."
  }

  assert {
    condition = (
      one(one(aws_cloudfront_response_headers_policy.this.security_headers_config).content_security_policy).content_security_policy == "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
      && one(one(aws_cloudfront_response_headers_policy.this.security_headers_config).content_security_policy).override
    )
    error_message = "A stored page or SVG runs nothing and loads nothing."
  }

  assert {
    condition     = one(one(aws_cloudfront_response_headers_policy.this.security_headers_config).referrer_policy).referrer_policy == "no-referrer"
    error_message = "A signed URL is told to no other site."
  }

  assert {
    condition     = one(one(aws_cloudfront_response_headers_policy.this.security_headers_config).strict_transport_security).access_control_max_age_sec == 63072000
    error_message = "Browsers come back over TLS only."
  }

  assert {
    condition     = { for header in one(aws_cloudfront_response_headers_policy.this.custom_headers_config).items : header.header => "${header.value} ${header.override}" } == { "Cache-Control" = "no-store true" }
    error_message = "No browser keeps a copy."
  }

  assert {
    condition = alltrue([
      one(one(aws_cloudfront_response_headers_policy.this.cors_config).access_control_allow_origins).items == toset(["https://app.example.com"]),
      one(aws_cloudfront_response_headers_policy.this.cors_config).access_control_allow_credentials == false,
      one(aws_cloudfront_response_headers_policy.this.cors_config).origin_override,
    ])
    error_message = "Pages of the given origins alone read what they fetch."
  }

  assert {
    condition = (
      one(aws_cloudfront_distribution.this.viewer_certificate).cloudfront_default_certificate
      && length(coalesce(aws_cloudfront_distribution.this.aliases, [])) == 0
      && length(aws_cloudfront_distribution.this.logging_config) == 0
      && output.domain == aws_cloudfront_distribution.this.domain_name
    )
    error_message = "Without a domain of one's own there is CloudFront's; logs are kept where they are asked for."
  }

  assert {
    condition     = output.key_ids == { "0a1b2c3d" = aws_cloudfront_public_key.this["0a1b2c3d"].id }
    error_message = "Keys are known by the ids that CloudFront gave them."
  }
}

run "own_domain_two_keys_and_logs" {
  variables {
    own_domain   = { name = "files.example.com", certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/1" }
    cors_origins = []
    log_bucket   = "logs.s3.amazonaws.com"
    price_class  = "PriceClass_All"
    public_keys = {
      "0a1b2c3d" = "-----BEGIN PUBLIC KEY-----\nA\n-----END PUBLIC KEY-----\n"
      "ffffffff" = "-----BEGIN PUBLIC KEY-----\nB\n-----END PUBLIC KEY-----\n"
    }
  }

  assert {
    condition = (
      one(aws_cloudfront_distribution.this.viewer_certificate).minimum_protocol_version == "TLSv1.2_2021"
      && one(aws_cloudfront_distribution.this.viewer_certificate).ssl_support_method == "sni-only"
      && one(aws_cloudfront_distribution.this.viewer_certificate).acm_certificate_arn == var.own_domain.certificate_arn
    )
    error_message = "A domain of one's own has its certificate, and speaks no old TLS."
  }

  assert {
    condition     = aws_cloudfront_distribution.this.aliases == toset(["files.example.com"]) && output.domain == "files.example.com" && output.target == aws_cloudfront_distribution.this.domain_name
    error_message = "URLs name a domain of one's own, which points to CloudFront's."
  }

  assert {
    condition     = aws_cloudfront_key_group.this.items == toset([for key in aws_cloudfront_public_key.this : key.id]) && tomap({ for id, key in aws_cloudfront_public_key.this : id => key.encoded_key }) == var.public_keys
    error_message = "At a rotation both keys are believed."
  }

  assert {
    condition     = one(aws_cloudfront_distribution.this.logging_config).bucket == "logs.s3.amazonaws.com" && one(aws_cloudfront_distribution.this.logging_config).prefix == "inlet-test/"
    error_message = "Logs go where they are wanted."
  }

  assert {
    condition     = length(aws_cloudfront_response_headers_policy.this.cors_config) == 0 && aws_cloudfront_distribution.this.price_class == "PriceClass_All"
    error_message = "Without origins no page of another origin reads anything."
  }
}

run "three_keys" {
  command = plan

  variables {
    public_keys = {
      a = "-----BEGIN PUBLIC KEY-----\nA\n-----END PUBLIC KEY-----\n"
      b = "-----BEGIN PUBLIC KEY-----\nB\n-----END PUBLIC KEY-----\n"
      c = "-----BEGIN PUBLIC KEY-----\nC\n-----END PUBLIC KEY-----\n"
    }
  }

  expect_failures = [var.public_keys]
}

run "a_private_key" {
  command = plan

  variables {
    public_keys = { "0a1b2c3d" = "-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----\n" }
  }

  expect_failures = [var.public_keys]
}
