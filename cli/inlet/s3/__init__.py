"""S3 as the client sees it: signed requests, what they send, and what the answers mean."""
