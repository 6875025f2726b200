"""`make bench-upload`: one large file into the same S3 in several ways, and into a server that keeps nothing."""
