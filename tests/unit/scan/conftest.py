"""The step on the account in this process, with an engine that says what the test wants."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from common import aws
from common.files import catalog, runs
from common.files.file import Arrival
from common.files.lifecycle import Status
from processor.scan import handler, scan_settings
from tests.unit.cloud import FILE_ID, NOW, PNG, Cloud, Context, clock, cloud, lines

__all__ = ["Budget", "Engine", "clock", "cloud", "engine", "lines", "scan", "task"]

DEFINITIONS = "inlet-unit-definitions"


class Budget(Context):
    """Time that is there, in milliseconds, and goes by when the test says so."""

    def __init__(self, milliseconds: int) -> None:
        super().__init__()
        self.left = milliseconds

    def spend(self, milliseconds: int) -> None:
        self.left -= milliseconds

    def get_remaining_time_in_millis(self) -> int:
        return self.left


class Engine:
    """Takes what it is sent, and answers."""

    definitions = "daily-27000"

    def __init__(self) -> None:
        self.answer = "stream: OK"
        self.sent = b""
        self.failure: Exception | None = None
        self.patience = 0.0
        self.meanwhile: Callable[[], None] = lambda: None
        self.loading: Callable[[], None] = lambda: None

    def scan(self, blocks: Iterable[bytes], *, seconds: Callable[[], float]) -> str:
        self.sent = b"".join(blocks)
        self.meanwhile()
        self.patience = seconds()
        if self.failure:
            raise self.failure
        return self.answer

    def engine(self, go_on: Callable[[], None]) -> "Engine":
        self.loading()
        go_on()
        return self


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    made = Engine()
    monkeypatch.setattr(handler, "warm", lambda: made)
    return made


@pytest.fixture
def task(cloud: Cloud, clock: Any, lines: Any) -> dict[str, Any]:
    """A file whose first run has come to the scan, as the state machine tells of it."""
    version = cloud.upload()
    arrival = Arrival(version, "etag", len(PNG), NOW)
    file = catalog.move(cloud.catalog, cloud.announce(), Status.UPLOADED, by="logger", at=NOW, arrival=arrival)
    runs.begin(cloud.catalog, file, "m1", first="inspect", by="router", at=NOW)
    return {
        "tenantId": FILE_ID.tenant,
        "fileId": FILE_ID.id,
        "key": FILE_ID.key,
        "versionId": version,
        "size": len(PNG),
        "contentType": "image/png",
        "mediaType": "image/png",
        "attempt": 1,
        "run": "m1",
        "correlationId": "request-1",
        "guardDuty": None,
    }


@pytest.fixture
def scan(task: dict[str, Any], engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, str]]:
    """Runs the step on the task; `more` takes the place of its members."""

    def run(scanner: str = "clamav", context: Context | None = None, **more: Any) -> dict[str, str]:
        environment = {
            "CATALOG_TABLE": Cloud.catalog,
            "UPLOADS_BUCKET": Cloud.bucket,
            "DEFINITIONS_BUCKET": DEFINITIONS,
            "SCANNER": scanner,
            "CLAMD": "/usr/sbin/clamd",
            "SCAN_SECONDS": "60",
            "EXTRACTORS": '{"image/png": "image"}',
        }
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        scan_settings.for_scan.cache_clear()
        return handler.handler(task | more, context or Context())

    return run


def tags(cloud: Cloud, task: dict[str, Any]) -> dict[str, str]:
    """The tags of the task's version."""
    answer = aws.s3().get_object_tagging(Bucket=cloud.bucket, Key=task["key"], VersionId=task["versionId"])
    return {tag["Key"]: tag["Value"] for tag in answer["TagSet"]}
