# IAM takes managed policies of up to 6,144 characters, white space not counted:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
# The provider itself renders them, so it is not mocked; it asks AWS nothing. Name, region and partition are the longest.

provider "aws" {
  region                      = "us-gov-west-1"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

override_data {
  target = data.aws_caller_identity.this
  values = { account_id = "123456789012" }
}

override_resource {
  target          = module.state.aws_s3_bucket.this
  override_during = plan
  values          = { arn = "arn:aws-us-gov:s3:::inlet-tfstate-123456789012" }
}

variables {
  environments      = ["production"]
  github_repository = "acme/inlet"
}

run "sizes" {
  command = plan

  assert {
    condition = alltrue([for name, document in {
      boundary       = data.aws_iam_policy_document.boundary["production"]
      read_data      = data.aws_iam_policy_document.read_data["production"]
      read_cdn       = data.aws_iam_policy_document.read_cdn["production"]
      read_services  = data.aws_iam_policy_document.read_services["production"]
      write_data     = data.aws_iam_policy_document.write_data["production"]
      write_cdn      = data.aws_iam_policy_document.write_cdn["production"]
      write_services = data.aws_iam_policy_document.write_services["production"]
    } : length(document.minified_json) <= 6144])
    error_message = "IAM takes each managed policy, whatever the names in it."
  }
}
