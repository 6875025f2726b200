"""The last task on the account in this process, after tasks that found what the test says."""

import json

import pytest

from common import aws
from common.files import catalog, runs
from common.files.file import Arrival
from common.files.lifecycle import Status
from common.files.processing import Scan, ScanResult, Step, StepStatus
from processor.finish import handler
from tests.unit.cloud import FILE_ID, KEY, NOW, Context, clock, cloud, lines

__all__ = ["clock", "cloud", "lines"]

DERIVED = "inlet-unit-derived"
RUN = "m1"
CLEAN = Scan(ScanResult.CLEAN, "clamav", NOW)
INFECTED = Scan(ScanResult.INFECTED, "clamav", NOW, "Eicar-Signature")
DONE = Step(StepStatus.DONE, NOW, NOW)
OK = {"outcome": "ok"}


def thumb(attempt=1):
    return {"key": f"{KEY}/{attempt}/thumb-200.jpg", "mediaType": "image/jpeg", "size": 3, "width": 200, "height": 150}


@pytest.fixture
def derived(cloud):
    """Puts an object into the bucket of what is made of files; what it holds now is told by keys()."""
    aws.s3().create_bucket(Bucket=DERIVED, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})

    def put(name, value=b"jpg", attempt=1):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        key = f"{KEY}/{attempt}/{name}"
        aws.s3().put_object(Bucket=DERIVED, Key=key, Body=body)
        return key

    return put


def keys():
    found = aws.s3().list_objects_v2(Bucket=DERIVED).get("Contents", [])
    return [one["Key"].removeprefix(f"{KEY}/") for one in found]


@pytest.fixture
def begun(cloud):
    """A file in a run, whose tasks noted what is given."""

    def make(run=RUN, scan=CLEAN, media_type="image/png", **steps):
        file = cloud.file() or cloud.announce()
        if file.status is Status.PENDING:
            arrival = Arrival("v1", "etag", 8, NOW)
            file = catalog.move(cloud.catalog, file, Status.UPLOADED, by="logger", at=NOW, arrival=arrival)
        begun = runs.begin(cloud.catalog, file, run, first="inspect", by="router", at=NOW)
        noted = {"inspect": DONE, "scan": DONE} | steps
        assert begun.processing
        attempt = begun.processing.attempt
        runs.record(cloud.catalog, FILE_ID, attempt, run, noted, by="scan", media_type=media_type, scan=scan)
        return attempt

    return make


@pytest.fixture
def finish(cloud, clock, lines, monkeypatch):
    """Hands the answer of a last step to the task; what it answers."""
    monkeypatch.setenv("CATALOG_TABLE", cloud.catalog)
    monkeypatch.setenv("DERIVED_BUCKET", DERIVED)
    handler.for_finish.cache_clear()

    def end(result, step="image", attempt=1, run=RUN):
        told = {"tenantId": FILE_ID.tenant, "fileId": FILE_ID.id, "attempt": attempt, "run": run}
        return handler.handler(told | {"correlationId": "request-1", "step": step, "result": result}, Context())

    return end
