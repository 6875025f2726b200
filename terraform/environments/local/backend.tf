# State beside the embedded cloud's data: path comes by -backend-config.
terraform {
  backend "local" {}
}
