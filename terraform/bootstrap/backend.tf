# The bucket for state is made here, so this state is a file: docs/deployment.md tells how to keep a copy there.
terraform {
  backend "local" {}
}
