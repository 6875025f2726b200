"""Contents judged by the real libmagic; and the function on the account in this process."""

from datetime import timedelta

import pytest

from common.files import catalog, runs
from common.files.file import Arrival, Rejection
from common.files.lifecycle import Status
from common.files.processing import Scan, ScanResult, Step, StepStatus
from processor.inspection import ends, handler, judgement, libmagic
from tests.unit.cloud import FILE_ID, KEY, NOW, Context, clock, cloud, lines, pending
from tests.unit.inspection.contents import picture

__all__ = ["clock", "cloud", "lines"]

PNG = picture("PNG")
LATER = NOW + timedelta(seconds=3)
OK = {"outcome": "ok", "mediaType": "image/png"}
CLEAN = Scan(ScanResult.CLEAN, "clamav", NOW)


def judged(promised: str, content: bytes) -> str:
    """The media type, or the code of the refusal."""
    found = judgement.judge(promised, ends.of(content), libmagic.media_type)
    return found.code if isinstance(found, Rejection) else found


def reason(promised: str, content: bytes) -> str:
    """Why `content` is refused."""
    found = judgement.judge(promised, ends.of(content), libmagic.media_type)
    assert isinstance(found, Rejection)
    return found.reason


class Inspection:
    """A file in a run, and the function that inspects it."""

    def __init__(self, cloud, clock):
        self._cloud, self._clock = cloud, clock
        self.version = ""

    def begin(self, body=PNG, content_type="image/png", *, tags="", scan=None, **changes):
        """A file of these bytes is uploaded and its first run has begun."""
        self.version = self._cloud.upload(body=body, content_type=content_type, Tagging=tags)
        file = self._cloud.announce(pending(content_type=content_type, size=len(body), **changes))
        head = self._cloud.head(self.version)
        arrival = Arrival(self.version, head.etag, head.size, NOW)
        uploaded = catalog.move(self._cloud.catalog, file, Status.UPLOADED, by="logger", at=NOW, arrival=arrival)
        runs.begin(self._cloud.catalog, uploaded, "m1", first="inspect", by="router", at=NOW)
        if scan:
            done = {"scan": Step(StepStatus.DONE, NOW, NOW)}
            runs.record(self._cloud.catalog, FILE_ID, 1, "m1", done, by="scan", scan=scan)
        self._clock.now = LATER

    def __call__(self, **changes):
        payload = {
            "tenantId": FILE_ID.tenant,
            "fileId": FILE_ID.id,
            "key": KEY,
            "versionId": self.version,
            "size": 1,
            "contentType": "image/png",
            "attempt": 1,
            "run": "m1",
            "correlationId": "request-1",
            "guardDuty": None,
        }
        return handler.handler(payload | changes, Context())

    def steps(self):
        return self._cloud.file().processing.steps

    def refused(self, code):
        """Whether the answer and the row refuse it as `code`, with one reason."""
        answer = self()
        assert answer.keys() == {"outcome", "code", "reason"}
        ended = Step(StepStatus.FAILED, NOW, LATER, answer["reason"])
        assert self.steps()["inspect"] == ended
        assert self._cloud.file().processing.media_type is None
        return (answer["outcome"], answer["code"]) == ("refused", code)


@pytest.fixture
def inspect(cloud, clock, lines, monkeypatch):
    monkeypatch.setenv("CATALOG_TABLE", cloud.catalog)
    monkeypatch.setenv("UPLOADS_BUCKET", cloud.bucket)
    handler.for_inspection.cache_clear()
    return Inspection(cloud, clock)
