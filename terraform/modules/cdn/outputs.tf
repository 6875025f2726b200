output "arn" {
  description = "ARN of the distribution, which the buckets' policies name."
  value       = aws_cloudfront_distribution.this.arn
}

# A name of one's own is known before anything is served under it.
output "domain" {
  description = "Host of signed URLs."
  value       = var.own_domain == null ? aws_cloudfront_distribution.this.domain_name : var.own_domain.name
  depends_on  = [aws_cloudfront_distribution.this]
}

output "target" {
  description = "What a domain of one's own has to point to."
  value       = aws_cloudfront_distribution.this.domain_name
}

# Only what the group holds already may sign.
output "key_ids" {
  description = "By the id of each key: the one that CloudFront gave it."
  value       = { for id, key in aws_cloudfront_public_key.this : id => key.id }
  depends_on  = [aws_cloudfront_key_group.this]
}
