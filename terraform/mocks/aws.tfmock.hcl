# What the mocked provider answers where a made-up string would not do: ids and ARNs that other resources validate.

mock_data "aws_caller_identity" {
  defaults = { account_id = "123456789012" }
}

mock_data "aws_partition" {
  defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
}

mock_data "aws_region" {
  defaults = { name = "eu-central-1" }
}

mock_data "aws_iam_policy_document" {
  defaults = { json = "{}" }
}

mock_data "aws_ssm_parameter" {
  defaults = { insecure_value = "{\"0a1b2c3d\":\"-----BEGIN PUBLIC KEY-----\\nA\\n-----END PUBLIC KEY-----\\n\"}" }
}

mock_resource "aws_cloudfront_distribution" {
  defaults = {
    arn         = "arn:aws:cloudfront::123456789012:distribution/EMOCK"
    domain_name = "d111111abcdef8.cloudfront.net"
  }
}

mock_resource "aws_cloudfront_public_key" {
  defaults = { id = "KMOCK" }
}

mock_resource "aws_iam_role" {
  defaults = { arn = "arn:aws:iam::123456789012:role/mock" }
}

mock_resource "aws_iam_policy" {
  defaults = { arn = "arn:aws:iam::123456789012:policy/mock" }
}

mock_resource "aws_iam_openid_connect_provider" {
  defaults = { arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
}

mock_resource "aws_cloudwatch_log_group" {
  defaults = { arn = "arn:aws:logs:eu-central-1:123456789012:log-group:mock" }
}

mock_resource "aws_lambda_function" {
  defaults = { version = "7" }
}

mock_resource "aws_lambda_alias" {
  defaults = {
    arn        = "arn:aws:lambda:eu-central-1:123456789012:function:mock:live"
    invoke_arn = "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:mock:live/invocations"
  }
}

mock_resource "aws_sqs_queue" {
  defaults = { arn = "arn:aws:sqs:eu-central-1:123456789012:mock" }
}

mock_resource "aws_sns_topic" {
  defaults = { arn = "arn:aws:sns:eu-central-1:123456789012:mock" }
}

mock_resource "aws_s3_bucket" {
  defaults = {
    id  = "mock-bucket"
    arn = "arn:aws:s3:::mock-bucket"

    bucket_regional_domain_name = "mock-bucket.s3.eu-central-1.amazonaws.com"
  }
}

mock_resource "aws_dynamodb_table" {
  defaults = {
    arn        = "arn:aws:dynamodb:eu-central-1:123456789012:table/mock"
    stream_arn = "arn:aws:dynamodb:eu-central-1:123456789012:table/mock/stream/2026-11-21T00:00:00.000"
  }
}

mock_resource "aws_apigatewayv2_api" {
  defaults = {
    id            = "mockapi"
    api_endpoint  = "https://mockapi.execute-api.eu-central-1.amazonaws.com"
    execution_arn = "arn:aws:execute-api:eu-central-1:123456789012:mockapi"
  }
}

mock_resource "aws_cognito_user_pool" {
  defaults = {
    id       = "eu-central-1_mock"
    endpoint = "cognito-idp.eu-central-1.amazonaws.com/eu-central-1_mock"
  }
}

mock_resource "aws_cognito_resource_server" {
  defaults = { scope_identifiers = ["inlet/api"] }
}

mock_resource "aws_sesv2_email_identity" {
  defaults = { arn = "arn:aws:ses:eu-central-1:123456789012:identity/mock" }
}

mock_resource "aws_scheduler_schedule" {
  defaults = { arn = "arn:aws:scheduler:eu-central-1:123456789012:schedule/default/mock" }
}

mock_resource "aws_cloudwatch_event_rule" {
  defaults = { arn = "arn:aws:events:eu-central-1:123456789012:rule/mock" }
}

mock_resource "aws_sfn_state_machine" {
  defaults = { arn = "arn:aws:states:eu-central-1:123456789012:stateMachine:mock" }
}

mock_resource "aws_cognito_user_pool_client" {
  defaults = { id = "mockclient" }
}

mock_resource "aws_athena_workgroup" {
  defaults = { arn = "arn:aws:athena:eu-central-1:123456789012:workgroup/mock" }
}

mock_resource "aws_glue_catalog_database" {
  defaults = { arn = "arn:aws:glue:eu-central-1:123456789012:database/mock" }
}

mock_resource "aws_glue_catalog_table" {
  defaults = { arn = "arn:aws:glue:eu-central-1:123456789012:table/mock/mock" }
}
