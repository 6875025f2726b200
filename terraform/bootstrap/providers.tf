# Region and credentials come from the environment: those of an administrator of the account.
provider "aws" {
  default_tags {
    tags = { Project = "inlet" }
  }
}
