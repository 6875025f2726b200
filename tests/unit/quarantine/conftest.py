"""A file in which the scanner found something, in the account in this process, and the task about it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from boto3.s3.transfer import TransferConfig

from common import aws, queues
from common.files import catalog, runs
from common.files.file import Arrival
from common.files.lifecycle import Status
from common.files.processing import Scan, ScanResult, Step, StepStatus
from processor.quarantine import copies, handler
from tests.unit.cloud import FILE_ID, KEY, NOW, Cloud, clock, cloud, lines, pending

__all__ = ["clock", "cloud", "lines"]

BODY = b"X5O!P%@AP"
QUARANTINE = "inlet-unit-quarantine"
FOUND = Scan(ScanResult.INFECTED, "clamav", NOW + timedelta(seconds=2), "Eicar-Test-Signature", "27000")
RUN = "run-1"


class Infected:
    """The infected version of the file, and its place in the row; `calls` are clients beside those of common.aws."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.calls = [copies._client()]
        cloud.announce(pending(size=len(BODY)))
        self.version = cloud.upload(body=BODY, Tagging="verdict=infected")
        self.found(FOUND)

    def found(self, scan: Scan) -> None:
        """Brings the row from the beginning to where the scanner has said so."""
        arrival = Arrival(self.version, "etag", len(BODY), NOW)
        file = self.cloud.file()
        uploaded = catalog.move(self.cloud.catalog, file, Status.UPLOADED, by="logger", at=NOW, arrival=arrival)
        runs.begin(self.cloud.catalog, uploaded, RUN, first="inspect", by="router", at=NOW)
        steps = {"scan": Step(StepStatus.DONE, NOW, NOW), "quarantine": Step(StepStatus.RUNNING, NOW)}
        runs.record(self.cloud.catalog, FILE_ID, 1, RUN, steps, by="scan", media_type="image/png", scan=scan)

    def task(self, **changes: Any) -> dict[str, Any]:
        """The task, as the state machine tells it."""
        return {
            "tenantId": FILE_ID.tenant,
            "fileId": FILE_ID.id,
            "key": KEY,
            "versionId": self.version,
            "size": len(BODY),
            "contentType": "image/png",
            "attempt": 1,
            "run": RUN,
            "correlationId": "request-1",
            "guardDuty": None,
        } | changes

    def __call__(self, **changes: Any) -> dict[str, str]:
        """The function's answer to the task."""
        return handler.handler(self.task(**changes), None)

    def kept(self) -> list[bytes]:
        """The bodies of all versions in quarantine."""
        found = aws.s3().list_object_versions(Bucket=QUARANTINE, Prefix=KEY).get("Versions", [])
        return [
            aws.s3().get_object(Bucket=QUARANTINE, Key=KEY, VersionId=one["VersionId"])["Body"].read() for one in found
        ]

    def step(self) -> Step:
        """How the row says that the quarantine stands."""
        found: Step = self.cloud.file().processing.steps["quarantine"]
        return found


@pytest.fixture
def infected(cloud: Cloud, clock: Any, lines: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Infected]:
    """A file that is to be quarantined."""
    environment = {
        "CATALOG_TABLE": cloud.catalog,
        "UPLOADS_BUCKET": cloud.bucket,
        "QUARANTINE_BUCKET": QUARANTINE,
        "ARRIVALS_QUEUE": cloud.arrivals,
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    for cached in (handler.for_quarantine, copies._client, queues._url):
        cached.cache_clear()
    # A process that dies dies in all of its threads; the test's has but one.
    monkeypatch.setattr(copies, "_TRANSFER", TransferConfig(use_threads=False))
    aws.s3().create_bucket(Bucket=QUARANTINE, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    aws.s3().put_bucket_versioning(Bucket=QUARANTINE, VersioningConfiguration={"Status": "Enabled"})
    yield Infected(cloud)
    copies._client.cache_clear()
