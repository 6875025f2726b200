"""API, functions, queue, table and bucket of the obvious design, made by calls on the embedded AWS.

The table has the keys and indexes of Inlet's, the queue as many takers at a time.
"""

import json
import sys
from dataclasses import dataclass
from typing import Any

from bench.events.obvious import package
from local.home import REGION
from local.outputs import client
from tools.embedded import Embedded

NAME = "obvious-events"
API_KEY = "bench"
MEMORY_MB = 512  # what many begin with; here it is but a factor of the bill


@dataclass(frozen=True)
class Stack:
    """Where the design is reached, and what it is made of. `functions` are full names by short ones."""

    url: str
    api_id: str
    functions: dict[str, str]
    queue_url: str
    table: str
    bucket: str


def build(cloud: Embedded, like_table: str, at_once: int) -> Stack:
    """Makes all of it, with a table like that one."""
    queue = _queue(cloud)
    table = _table(cloud, like_table)
    bucket = _bucket(cloud)
    code = package.build()
    accept = _function(cloud, "accept", code, {"QUEUE_URL": queue["url"], "API_KEY": API_KEY}, [_sends(queue["arn"])])
    rights = [_takes(queue["arn"]), _puts_rows(table["arn"]), _puts_objects(bucket)]
    store = _function(cloud, "store", code, {"TABLE": NAME, "BUCKET": bucket}, rights)
    client("lambda", cloud.place).create_event_source_mapping(
        EventSourceArn=queue["arn"],
        FunctionName=store,
        BatchSize=10,
        ScalingConfig={"MaximumConcurrency": at_once},
    )
    api = _api(cloud, accept)
    functions = {"accept": f"{NAME}-accept", "store": f"{NAME}-store"}
    return Stack(f"{cloud.endpoint}/_aws/execute-api/{api}/events", api, functions, queue["url"], table["name"], bucket)


def _queue(cloud: Embedded) -> dict[str, str]:
    sqs = client("sqs", cloud.place)
    url = sqs.create_queue(QueueName=NAME, Attributes={"VisibilityTimeout": "300"})["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    return {"url": url, "arn": arn}


def _table(cloud: Embedded, like: str) -> dict[str, str]:
    dynamodb = client("dynamodb", cloud.place)
    told = dynamodb.describe_table(TableName=like)["Table"]
    indexes = [
        {name: index[name] for name in ("IndexName", "KeySchema", "Projection")}
        for index in told["GlobalSecondaryIndexes"]
    ]
    made = dynamodb.create_table(
        TableName=NAME,
        KeySchema=told["KeySchema"],
        AttributeDefinitions=told["AttributeDefinitions"],
        GlobalSecondaryIndexes=indexes,
        BillingMode="PAY_PER_REQUEST",
    )["TableDescription"]
    return {"name": NAME, "arn": made["TableArn"]}


def _bucket(cloud: Embedded) -> str:
    name = f"{NAME}-archive"
    client("s3", cloud.place).create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    return name


def _function(cloud: Embedded, name: str, code: bytes, variables: dict[str, str], rights: list[dict[str, Any]]) -> str:
    full = f"{NAME}-{name}"
    iam = client("iam", cloud.place)
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    role = iam.create_role(RoleName=full, AssumeRolePolicyDocument=_policy([trust]))["Role"]["Arn"]
    iam.put_role_policy(RoleName=full, PolicyName="does", PolicyDocument=_policy(rights))
    made = client("lambda", cloud.place).create_function(
        FunctionName=full,
        Runtime="python{}.{}".format(*sys.version_info),
        Role=role,
        Handler=f"{name}.handler",
        Code={"ZipFile": code},
        Timeout=300,  # a machine that is busy with others makes no failure
        MemorySize=MEMORY_MB,
        Environment={"Variables": variables | {"AWS_SDK_UA_APP_ID": full}},
    )
    return str(made["FunctionArn"])


def _api(cloud: Embedded, function: str) -> str:
    gateway = client("apigatewayv2", cloud.place)
    api = gateway.create_api(Name=NAME, ProtocolType="HTTP")["ApiId"]
    integration = gateway.create_integration(
        ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=function, PayloadFormatVersion="2.0"
    )["IntegrationId"]
    gateway.create_route(ApiId=api, RouteKey="POST /events", Target=f"integrations/{integration}")
    gateway.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    client("lambda", cloud.place).add_permission(
        FunctionName=function, StatementId="api", Action="lambda:InvokeFunction", Principal="apigateway.amazonaws.com"
    )
    return str(api)


def _sends(queue: str) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": queue}


def _takes(queue: str) -> dict[str, Any]:
    actions = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
    return {"Effect": "Allow", "Action": actions, "Resource": queue}


def _puts_rows(table: str) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": table}


def _puts_objects(bucket: str) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{bucket}/*"}


def _policy(statements: list[dict[str, Any]]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})
