"""The descriptions of services in the zips are the stock's, and all that the clients ask for is there."""

import gzip
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import boto3
import botocore
import pytest
from botocore import xform_name
from botocore.client import BaseClient

from local.home import ROOT
from tools import models
from tools.packages import PACKAGES, SOURCES, Package, local

STOCK = Path(botocore.__file__).parent / "data"
CLIENT = re.compile(r"""\.client\(\s*["']([\w-]+)["']""")
ACCESSOR = re.compile(r"\baws\.(\w+)\(\)")  # common.aws has one for each service, by its name
CALL = re.compile(r"aws\.(?:athena|dynamodb|rekognition|s3|sesv2|sns|sqs|ssm|sts)\(\)\.(\w+)")
Sample = tuple[str, dict[str, Any]]
SAMPLES: dict[str, Sample] = {
    "apigatewaymanagementapi": ("post_to_connection", {"ConnectionId": "one", "Data": b"{}"}),  # botocore reads it
    "athena": ("get_query_execution", {"QueryExecutionId": "one"}),
    "dynamodb": ("describe_endpoints", {}),
    "lambda": ("invoke", {"FunctionName": "one"}),
    "s3": ("head_bucket", {"Bucket": "bucket"}),  # which botocore calls itself, so each zip has it
    "rekognition": ("detect_labels", {"Image": {"Bytes": b"image"}}),
    "sesv2": ("send_email", {"Content": {"Raw": {"Data": b"mail"}}, "FromEmailAddress": "a@example.com"}),
    "sns": ("publish", {"TopicArn": "arn:aws:sns:eu-central-1:000000000000:topic", "Message": "text"}),
    "stepfunctions": (
        "start_sync_execution",
        {"stateMachineArn": "arn:aws:states:eu-central-1:000000000000:stateMachine:one"},
    ),
    "ssm": ("get_parameter", {"Name": "one"}),
    "sts": ("assume_role", {"RoleArn": "arn:aws:iam::000000000000:role/one", "RoleSessionName": "one"}),
    "sqs": ("send_message", {"QueueUrl": "https://sqs.eu-central-1.amazonaws.com/1/queue", "MessageBody": "text"}),
}
# Checks, serialises, finds the endpoint and signs, all by what is described.
ALONE = """
import sys
sys.path[:] = [path for path in sys.path if "site-packages" not in path and path] + [sys.argv[1]]
import boto3
session = boto3.Session("key", "secret", region_name="eu-central-1")
for service, (method, parameters) in eval(sys.argv[2]).items():
    print(session.client(service).generate_presigned_url(method, Params=parameters))
"""
FORM = "print(session.client('s3').generate_presigned_post('bucket', 'key'))"


def test_stock_is_the_version_that_the_zips_carry():
    for name in (package.name for package in PACKAGES):
        assert f"botocore=={botocore.__version__} " in (ROOT / f"requirements/{name}.txt").read_text()


def test_what_is_kept_whole_equals_stock(unpacked):
    data = unpacked / "botocore/data"
    kept = [
        file for file in data.rglob("*") if file.is_file() and file.name not in ("service-2.json", "endpoints.json")
    ]
    assert kept
    for file in kept:
        assert file.read_bytes() == (STOCK / file.relative_to(data)).read_bytes(), file


def test_what_is_kept_of_a_service_equals_stock(unpacked, package):
    for kept, stock in services(unpacked, package):
        assert kept.keys() == stock.keys()
        for name in kept.keys() - {"operations", "shapes"}:
            assert kept[name] == stock[name]
        for group in ("operations", "shapes"):
            assert kept[group] == {name: models.without_texts(stock[group][name]) for name in kept[group]}


def test_no_shape_is_missing(unpacked, package):
    for kept, _ in services(unpacked, package):
        assert set(re.findall(r'"shape": ?"(\w+)"', json.dumps(kept))) == kept["shapes"].keys()


def test_every_operation_that_the_code_calls_is_kept(unpacked, package):
    code = "".join(file.read_text() for file in package.files() if file.suffix == ".py")
    called = set(CALL.findall(code)) - set(dir(BaseClient))
    assert called
    methods = {xform_name(name) for kept, _ in services(unpacked, package) for name in kept["operations"]}
    assert called <= methods


def test_every_region_knows_the_services_as_in_stock(unpacked, package):
    kept, stock = (json.loads((data / "endpoints.json").read_text()) for data in (unpacked / "botocore/data", STOCK))
    prefixes = {model["metadata"]["endpointPrefix"] for model, _ in services(unpacked, package)}
    for ours, theirs in zip(kept["partitions"], stock["partitions"], strict=True):
        assert ours["services"] == {name: told for name, told in theirs["services"].items() if name in prefixes}
        assert ours | {"services": None} == theirs | {"services": None}


def test_every_service_that_the_code_calls_is_kept(package):
    accessors = SOURCES / "common/aws.py"
    code = "".join(file.read_text() for file in package.files() if file.suffix == ".py" and file != accessors)
    shared = set(CLIENT.findall(accessors.read_text())) & set(ACCESSOR.findall(code))
    assert shared | set(CLIENT.findall(code)) == set(package.services)


@pytest.mark.parametrize("target", [local()], indirect=True, ids=["local"])
def test_clients_from_the_zip_alone_sign_as_stock_does(unpacked, package):
    session: Any = boto3.Session("key", "secret", region_name="eu-central-1")
    asked = _samples(package)
    stock = [session.client(name).generate_presigned_url(method, given) for name, (method, given) in asked.items()]
    assert list(map(timeless, _run(ALONE, unpacked, asked).splitlines())) == list(map(timeless, stock))


@pytest.mark.parametrize("target", [local()], indirect=True, ids=["local"])
def test_forms_are_signed_from_the_zip_alone(unpacked, package):
    if "s3" in package.services:
        assert "'policy'" in _run(ALONE + FORM, unpacked, {})
    else:
        with pytest.raises(subprocess.CalledProcessError):
            _run(ALONE + FORM, unpacked, {})


@pytest.mark.parametrize("target", [local()], indirect=True, ids=["local"])
def test_a_model_that_is_not_kept_is_missed(unpacked):
    with pytest.raises(subprocess.CalledProcessError) as failure:
        _run(ALONE, unpacked, {"ec2": ("", {})})
    assert "UnknownServiceError" in failure.value.stderr


def test_the_files_that_all_services_share_are_there(unpacked):
    shared = {file.name for file in STOCK.iterdir() if file.is_file()}
    assert shared == {file.name for file in (unpacked / "botocore/data").iterdir() if file.is_file()}


def services(unpacked, package):
    """What is kept of each service, and the stock of it."""
    for name in package.services:
        (kept,) = (unpacked / "botocore/data" / name).glob("*/service-2.json")
        stock = STOCK / kept.relative_to(unpacked / "botocore/data").with_suffix(".json.gz")
        yield json.loads(kept.read_text()), json.loads(gzip.decompress(stock.read_bytes()))


def timeless(url):
    """A signed URL less what depends on the second in which it was made."""
    return re.sub(r"(X-Amz-Date|X-Amz-Signature|Expires|Signature)=[^&]+", "", url.strip())


def _samples(package: Package) -> dict[str, Sample]:
    return {service: SAMPLES[service] for service in package.services}


def _run(code: str, folder: Path, asked: dict[str, Sample]) -> str:
    command = [sys.executable, "-I", "-S", "-B", "-c", code, str(folder), repr(asked)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
