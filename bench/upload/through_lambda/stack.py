"""API, function and role of the design, made by calls on the embedded AWS."""

import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import boto3

from bench.sigv4 import Signer
from tools.embedded import Embedded

NAME = "inlet-bench-through-lambda"


def build(cloud: Embedded, signer: Signer) -> str:
    """The URL below which files can be put, each by its key, into the signer's bucket."""
    session = boto3.Session(signer.access_key, signer.secret_key, region_name=signer.region)

    def client(service: Any) -> Any:
        return session.client(service, endpoint_url=cloud.endpoint)

    role = _role(client("iam"), signer.bucket)
    function = client("lambda").create_function(
        FunctionName=NAME,
        Runtime="python{}.{}".format(*sys.version_info),
        Role=role,
        Handler="handler.handler",
        Code={"ZipFile": _package()},
        Timeout=30,
        MemorySize=1024,
        Environment={"Variables": {"BUCKET": signer.bucket}},
    )["FunctionArn"]
    gateway = client("apigatewayv2")
    api = gateway.create_api(Name=NAME, ProtocolType="HTTP")["ApiId"]
    integration = gateway.create_integration(
        ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=function, PayloadFormatVersion="2.0"
    )["IntegrationId"]
    gateway.create_route(ApiId=api, RouteKey="PUT /files/{key}", Target=f"integrations/{integration}")
    gateway.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    client("lambda").add_permission(
        FunctionName=NAME, StatementId="api", Action="lambda:InvokeFunction", Principal="apigateway.amazonaws.com"
    )
    return f"{cloud.endpoint}/_aws/execute-api/{api}/files"


def _role(iam: Any, bucket: str) -> str:
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    may = {"Effect": "Allow", "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{bucket}/*"}
    role = iam.create_role(RoleName=NAME, AssumeRolePolicyDocument=_policy(trust))["Role"]["Arn"]
    iam.put_role_policy(RoleName=NAME, PolicyName="put", PolicyDocument=_policy(may))
    return str(role)


def _policy(statement: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _package() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as zipped:
        zipped.write(Path(__file__).with_name("handler.py"), "handler.py")
    return made.getvalue()
