"""What is broken in a copy of terraform/, and the complaint that must follow each."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutation:
    """In terraform/`folder`/`file`, `old` becomes `new`; tests/`test`.tftest.hcl then says `complaint`."""

    folder: str
    test: str
    file: str
    old: str
    new: str
    complaint: str


def _in(folder: str, test: str, *rows: tuple[str, str, str, str]) -> list[Mutation]:
    return [Mutation(folder, test, *row) for row in rows]


MUTATIONS = [
    *_in(
        "modules/queue",
        "rules",
        ("main.tf", "maxReceiveCount     = 3", "maxReceiveCount     = 99", "dead-letter queue after three attempts"),
        ("main.tf", "[local.arn]", '["*"]', "Only this queue may use the dead-letter queue"),
        ("main.tf", "14 * 86400", "4 * 86400", "keeps messages for 14 days"),
        ("main.tf", "6 * var", "2 * var", "at least six times the consumer's timeout"),
        ("iam.tf", '"Deny"', '"Allow"', "Both queues refuse whatever comes without TLS"),
        ("iam.tf", '[data.aws_iam_policy_document.tls_only["dlq"].json]', "[]", "part of each queue's policy"),
        ("main.tf", "= data.aws_iam_policy_document.dlq.json", "= null", "Both queues have their policy"),
        ("iam.tf", 'length(var.plain_http_from) == 0 ? [] : ["exempt"]', "[]", "only from the networks that are named"),
        ("iam.tf", '["sqs:SendMessage"]', '["sqs:SendMessage", "sqs:ReceiveMessage"]', "this queue and nothing else"),
        ("iam.tf", "[statement.value.source_arn]", '["*"]', "bound to its source and this account"),
        ("alarms.tf", '"ApproximateAgeOfOldestMessage"', '"NumberOfMessagesSent"', "dead letters raise an alarm"),
        ("alarms.tf", "alarm_actions       = var.alarm_topic_arns", "", "Alarms go to the topic"),
        ("variables.tf", "<= 900", "<= 9000", "var.consumer_timeout_seconds"),
        ("variables.tf", "(127", "(.*|127", "var.plain_http_from"),
    ),
    *_in(
        "modules/bucket",
        "rules",
        ("main.tf", "restrict_public_buckets = true", "", "All four kinds of public access are blocked"),
        ("main.tf", '"BucketOwnerEnforced"', '"ObjectWriter"', "The bucket's owner owns every object"),
        (
            "main.tf",
            'status = "Enabled"\n  }\n}\n\nresource "aws_s3_bucket_server',
            'status = "Suspended"\n  }\n}\n\nresource "aws_s3_bucket_server',
            "The bucket is versioned",
        ),
        ("main.tf", '"aws:kms"', '"AES256"', "A key of one's own encrypts the objects"),
        ("iam.tf", '["s3:*"]', '["s3:GetObject"]', "Bucket and objects refuse whatever comes without TLS"),
        ("iam.tf", 'length(var.plain_http_from) == 0 ? [] : ["exempt"]', "[]", "only from the networks that are named"),
        ("main.tf", "= var.force_destroy", "= true", "refuses to be destroyed, unless told otherwise"),
        ("main.tf", "= var.incomplete_upload_days", "= 99", "removed after two days"),
        ("main.tf", "= var.noncurrent_version_days", "= 9999", "Old versions are removed in the end"),
        ("main.tf", "= each.value.origins", '= ["*"]', "Browsers of the given origins alone"),
        ("main.tf", 'var.acceleration ? toset(["edge"]) : toset([])', 'toset(["edge"])', "Acceleration is off unless"),
    ),
    *_in(
        "modules/table",
        "rules",
        (
            "main.tf",
            "point_in_time_recovery {\n    enabled = true",
            "point_in_time_recovery {\n    enabled = false",
            "restored",
        ),
        ("variables.tf", "bool\n  default     = true", "bool\n  default     = false", "refuses to be deleted"),
        ("main.tf", '"PAY_PER_REQUEST"', '"PROVISIONED"', "paid on demand"),
        ("main.tf", "kms_key_arn = var.kms_key_arn", "kms_key_arn = null", "A key of one's own encrypts the table"),
        ("variables.tf", '["KEYS_ONLY", "ALL"]', '["KEYS_ONLY", "ALL", "SOME"]', "var.indexes"),
    ),
    *_in(
        "modules/function",
        "rules",
        (
            "iam.tf",
            '"lambda.amazonaws.com"',
            '"lambda.amazonaws.com", "ec2.amazonaws.com"',
            "Only Lambda takes the role",
        ),
        ("iam.tf", '"${aws_cloudwatch_log_group.this.arn}:*"', '"*"', "writes to its own log group only"),
        ("iam.tf", '"xray:PutTelemetryRecords"', '"xray:*"', "Nothing but tracing is granted on all"),
        ("main.tf", "= var.platform.log_retention_days", "= 0", "Logs go to a group with a retention"),
        ("main.tf", "= aws_cloudwatch_log_group.this.name", "= null", "The log group exists before the function"),
        ("main.tf", "AWS_SDK_UA_APP_ID = var.name", "", "its name for CloudTrail"),
        ("main.tf", "= aws_lambda_function.this.version", '= "$LATEST"', "Alias live points at a published version"),
        ("main.tf", "mode = var.platform.tracing", 'mode = "PassThrough"', "Functions are traced"),
        ("alarms.tf", 'metric = "Throttles"', 'metric = "Invocations"', "Errors and throttles raise an alarm"),
        ("iam.tf", "= var.platform.permissions_boundary_arn", "= null", "The role stays within its boundary"),
        ("iam.tf", "resources = [var.platform.kms_key_arn]", 'resources = ["*"]', "may use its key, and no other"),
        ("main.tf", "< 4096", "< 9999", "aws_lambda_function.this"),
    ),
    *_in("modules/function", "bad_input", ("variables.tf", "<= 900", "<= 9000", "var.timeout_seconds")),
    *_in(
        "modules/http_api",
        "rules",
        ("main.tf", '? "NONE" : "JWT"', '? "NONE" : "NONE"', "demands a token with the scope"),
        (
            "main.tf",
            "authorization_scopes = each.value.public ? null : var.authorizer.scopes",
            "",
            "demands a token with the scope",
        ),
        ("main.tf", "audience = var.authorizer.audience", 'audience = ["any"]', "meant for the one client"),
        (
            "main.tf",
            "source_arn = join(",
            'source_arn = true ? "${aws_apigatewayv2_api.this.execution_arn}/*" : join(',
            "by its own routes only",
        ),
        ("main.tf", "qualifier     = var", "# qualifier = var", "never the latest code"),
        ("main.tf", "= cors_configuration.value.origins", '= ["*"]', "Pages of the given origins alone"),
        ("stage.tf", "= var.throttling.rate_per_second", "= 10000", "The stage is throttled"),
        ("stage.tf", '"$context.protocol"', '"$context.identity.sourceIp"', "holds no personal data"),
        ("alarms.tf", 'toset(["5xx"])', 'toset(["4xx"])', "Server errors raise an alarm"),
        ("variables.tf", "length(var.authorizer.scopes) > 0 &&", "", "var.authorizer"),
    ),
    *_in(
        "modules/user_pool",
        "rules",
        (
            "main.tf",
            "= false\n  allowed_oauth_flows_user_pool_client",
            "= true\n  allowed_oauth_flows_user_pool_client",
            "PKCE",
        ),
        ("main.tf", '["code"]', '["code", "implicit"]', "Tokens are given for a code only"),
        ("main.tf", '["ALLOW_REFRESH_TOKEN_AUTH"]', '["ALLOW_USER_PASSWORD_AUTH"]', "into the hosted sign-in only"),
        ("main.tf", "= !var.open_sign_up", "= false", "Sign-up is closed"),
        ("main.tf", 'var.deletion_protection ? "ACTIVE" : "INACTIVE"', '"INACTIVE"', "The pool refuses to be deleted"),
        ("main.tf", '= "ENABLED"', '= "LEGACY"', "does not tell whether the user exists"),
        ("main.tf", "= 12", "= 6", "at least 12 characters"),
        ("variables.tf", "^(https://|", "^(https?://|", "var.callback_urls"),
    ),
    *_in(
        "modules/schedule",
        "rules",
        ("iam.tf", "resources = [var.function_arn]", 'resources = ["*"]', "its own function and nothing else"),
        ("iam.tf", '["scheduler.amazonaws.com"]', '["events.amazonaws.com"]', "takes the role"),
        ("main.tf", '"UTC"', '"Europe/Berlin"', "Schedules run by UTC"),
    ),
    *_in(
        "stack",
        "access",
        (
            "api.tf",
            '= { function = "uploads" }\n    "POST',
            '= { function = "uploads", public = true }\n    "POST',
            "Public are health",
        ),
        ("ingestion.tf", '["s3:PutObject"]', '["s3:PutObject", "s3:GetObject"]', "never read or delete one"),
        ("ingestion.tf", '["T#*", "U#*"]', '["*"]', "never a file's"),
        ("logger.tf", "resources = [module.arrivals.arn]", 'resources = ["*"]', "No function is granted a wildcard"),
        ("mail.tf", '["ses:SendEmail"]', '["ses:*"]', "No function is granted a wildcard"),
    ),
    *_in(
        "stack",
        "wiring",
        ("arrivals.tf", ', "s3:LifecycleExpiration:*"', "", "Every creation, removal and expiry"),
        ("arrivals.tf", '["ReportBatchItemFailures"]', "[]", "One bad message does not fail its batch"),
        ("audit.tf", "= var.deletion_protection", "= false", "nothing that holds data can be destroyed"),
        ("mail.tf", "if value != null", "", "Alert rules reach the logger"),
        ("variables_uploads.tf", "(number, 900)", "(number, 3600)", "Signed URLs live 15 minutes"),
        ("janitor.tf", " * 3600", " * 60", "A pending upload expires after a day"),
    ),
    *_in(
        "stack",
        "another_issuer_and_no_mail",
        ("auth.tf", 'var.auth.oidc == null ? toset(["own"]) : toset([])', 'toset(["own"])', "there is no pool"),
    ),
    *_in(
        "stack",
        "bad_input",
        ("variables_uploads.tf", "pending_expiry_hours >= 1", "pending_expiry_hours >= 0", "var.uploads"),
        ("media_types.tf", "max_bytes <= 100000000", "max_bytes <= 9000000000000", "var.media_types"),
        ("variables_mail.tf", "var.mail.from != null ||", "true ||", "var.mail"),
        ("variables.tf", "[^/*]+$", ".+$", "var.cors_origins"),
    ),
    *_in(
        "bootstrap",
        "rules",
        ("github.tf", ":environment:${each.key}", ":*", "the environment of the role's name come in"),
        ("rights_write_services.tf", "[aws_iam_policy.boundary[each.key].arn]", '["*"]', "only within the boundary"),
        ("rights_write_data.tf", '"sqs:CreateQueue"', '"iam:CreateUser"', "no rights over roles"),
        ("main.tf", "role/inlet-${name}-*", "role/*", "never its own"),
        ("boundary.tf", '"sqs:ReceiveMessage"', '"sqs:*"', "No right is a wildcard"),
        ("rights_read.tf", '"sqs:GetQueueUrl"', '"sqs:SendMessage"', "changes nothing but the lock"),
    ),
    *_in(
        "environments/prod",
        "rules",
        ("variables.tf", "default     = true", "default     = false", "In prod nothing that holds data"),
    ),
]
