"""What AWS charges: its list prices in us-east-1, in US dollars, as looked up on 2026-11-21.

First tier, without free tiers, volume discounts or savings plans. Prices change: look them up at `source` before you
rely on a bill; `seen` is where the price was read on that day. Nothing else in the repository holds a price.
"""

from dataclasses import dataclass

REGION = "us-east-1"
LOOKED_UP = "2026-11-21"

KB = 1024


@dataclass(frozen=True)
class Price:
    """`dollars` for `per` of what is counted. `rule` says how AWS counts."""

    name: str
    dollars: float
    per: int
    rule: str
    source: str
    seen: str


PRICES = {
    "api_requests": Price(
        "API Gateway, HTTP API requests",
        1.00,
        1_000_000,
        "a request, in steps of 512 KB",
        "https://aws.amazon.com/api-gateway/pricing/",
        "https://docs.aws.amazon.com/whitepapers/latest/best-practices-api-gateway-private-apis-integration/cost-optimization.html",
    ),
    "lambda_requests": Price(
        "Lambda, requests",
        0.20,
        1_000_000,
        "an execution",
        "https://aws.amazon.com/lambda/pricing/",
        "https://cloudchipr.com/blog/aws-lambda-pricing",
    ),
    "lambda_gb_seconds": Price(
        "Lambda, GB-seconds (Arm)",
        0.0000133334,
        1,
        "configured memory × duration, in steps of 1 ms",
        "https://aws.amazon.com/lambda/pricing/",
        "https://cloudchipr.com/blog/aws-lambda-pricing",
    ),
    "sqs_requests": Price(
        "SQS, requests",
        0.40,
        1_000_000,
        "a call, of one message or ten, in steps of 64 KB of messages",
        "https://aws.amazon.com/sqs/pricing/",
        "https://cloudburn.io/blog/amazon-sqs-pricing",
    ),
    "table_writes": Price(
        "DynamoDB, writes of rows",
        0.625,
        1_000_000,
        "a row, in steps of 1 KB; twice that in a transaction",
        "https://aws.amazon.com/dynamodb/pricing/on-demand/",
        "https://airbyte.com/data-engineering-resources/dynamodb-pricing",
    ),
    "index_writes": Price(
        "DynamoDB, writes of the index",
        0.625,
        1_000_000,
        "an entry that is added, changed or removed, in steps of 1 KB",
        "https://aws.amazon.com/dynamodb/pricing/on-demand/",
        "https://airbyte.com/data-engineering-resources/dynamodb-pricing",
    ),
    "reads": Price(
        "DynamoDB, reads",
        0.125,
        1_000_000,
        "4 KB read consistently",
        "https://aws.amazon.com/dynamodb/pricing/on-demand/",
        "https://airbyte.com/data-engineering-resources/dynamodb-pricing",
    ),
    "s3_puts": Price(
        "S3, PUT, COPY, POST, LIST",
        0.005,
        1_000,
        "a request",
        "https://aws.amazon.com/s3/pricing/",
        "https://c3x.dev/blog/s3-request-fees-explained",
    ),
    "s3_gets": Price(
        "S3, GET, HEAD",
        0.0004,
        1_000,
        "a request",
        "https://aws.amazon.com/s3/pricing/",
        "https://c3x.dev/blog/s3-request-fees-explained",
    ),
}
