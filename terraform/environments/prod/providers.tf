# Region, credentials and, for an embedded cloud, AWS_ENDPOINT_URL come from the environment.
provider "aws" {
  default_tags {
    tags = {
      Project     = "inlet"
      Environment = local.environment
    }
  }
}
