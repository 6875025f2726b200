# State in the bucket that terraform/bootstrap made: bucket, key and region come by -backend-config.
terraform {
  backend "s3" {
    encrypt      = true
    use_lockfile = true
  }
}
