"""The router on the account in this process, before a state machine that does as the test says."""

import json
from datetime import timedelta
from typing import Any

import pytest

from common import aws, queues
from common.files import catalog, file_rows, runs
from common.files.file import Arrival
from common.files.lifecycle import Status
from processor.router import handler, machine, settings
from tests.unit.cloud import KEY, NOW, Cloud, Context, clock, cloud, lines

__all__ = ["clock", "cloud", "lines"]

RUN = "4f2b1c9e-8a5d-4a44-9c1b-0d1e2f3a4b5c"
LOST_AFTER = timedelta(hours=1)
MACHINE = "arn:aws:states:eu-central-1:123456789012:stateMachine:inlet-unit-processing"


def event(version=None, *, run=RUN, key=KEY, bucket=Cloud.bucket, kind="Object Created"):
    """EventBridge's news of an object that came; `version` as AWS tells it, and the embedded cloud does not."""
    entity = {"key": key, "size": 8} | ({"version-id": version} if version else {})
    return json.dumps({"id": run, "detail-type": kind, "detail": {"bucket": {"name": bucket}, "object": entity}})


def scanned(version="v1", status="NO_THREATS_FOUND", threats=None, *, run=RUN):
    """GuardDuty's news of a version."""
    entity = {"bucketName": Cloud.bucket, "objectKey": KEY, "eTag": "e"} | ({"versionId": version} if version else {})
    found = {"scanResultStatus": status, "threats": threats}
    kind = "GuardDuty Malware Protection Object Scan Result"
    return json.dumps(
        {"id": run, "detail-type": kind, "detail": {"s3ObjectDetails": entity, "scanResultDetails": found}}
    )


class Machine:
    """Stands for Step Functions: notes what it was started with, and answers or raises what it is told to."""

    def __init__(self):
        self.runs = []
        self.answer: Any = {"status": "SUCCEEDED", "output": '{"status": "completed"}'}
        self.meanwhile = lambda: None

    def start_sync_execution(self, **asked):
        self.runs.append((asked["stateMachineArn"], asked["name"], json.loads(asked["input"])))
        self.meanwhile()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def step_functions(monkeypatch):
    made = Machine()
    monkeypatch.setattr(machine, "client", lambda seconds: made)
    return made


@pytest.fixture
def uploaded(cloud):
    """A file whose version is there and was taken; by whom is told."""

    def make(by="logger", **more):
        file, version = cloud.announce(), cloud.upload(**more)
        head = cloud.head(version)
        arrival = Arrival(version, head.etag, head.size, NOW)
        return catalog.move(cloud.catalog, file, Status.UPLOADED, by=by, at=NOW, arrival=arrival)

    return make


@pytest.fixture
def router(cloud, clock, lines, step_functions, monkeypatch):
    """Delivers messages to the handler in one batch; answers which failed: "m0" is the first."""
    environment = {
        "CATALOG_TABLE": cloud.catalog,
        "UPLOADS_BUCKET": cloud.bucket,
        "PROCESSING_QUEUE": cloud.processing,
        "PROCESSING_DLQ": cloud.processing_dlq,
        "STATE_MACHINE": MACHINE,
        "MACHINE_SECONDS": "300",
        "LOST_AFTER_SECONDS": str(int(LOST_AFTER.total_seconds())),
        "MAX_RECEIVE_COUNT": "3",
        "RETRY_SECONDS": "60",
        "SCANNER": "clamav",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings.for_router.cache_clear()
    queues._url.cache_clear()

    def deliver(*bodies, deliveries=1):
        records = [
            {
                "messageId": f"m{number}",
                "receiptHandle": f"r{number}",
                "body": body,
                "attributes": {"ApproximateReceiveCount": str(deliveries)},
            }
            for number, body in enumerate(bodies)
        ]
        answer = handler.handler({"Records": records}, Context())
        assert answer.keys() == {"batchItemFailures"}
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    return deliver


@pytest.fixture
def pauses(cloud, monkeypatch):
    """After how many seconds messages are to be delivered again."""
    asked = []
    monkeypatch.setattr(queues, "deliver_again", lambda queue, receipt, after_seconds: asked.append(after_seconds))
    return asked


def settle(cloud, to, **more):
    """Ends the run that the file is in."""
    return runs.finish(cloud.catalog, cloud.file(), to, by="finish", at=NOW, **more)


def put(cloud, file):
    """Puts a row as it stands."""
    aws.dynamodb().put_item(TableName=cloud.catalog, Item=file_rows.to_item(file))
