# The bucket for state is made here, so this state begins as a file; README.md tells how to move it into the bucket.
terraform {
  backend "local" {}
}
