"""What a client sees of the verification of its bytes."""

from datetime import timedelta
from typing import Any

import pytest

from common.files.file import Arrival, Verification
from common.files.lifecycle import Status
from ingestion.uploads import views
from tests.unit.cloud import NOW, pending

LATER = NOW + timedelta(minutes=5)
RUNNING = Verification("v1", NOW)
ENDED = Verification("v1", NOW, LATER)
PINNED = Arrival("v1", "etag", 8, NOW)
REFUSED: dict[str, Any] = {
    "status": Status.REJECTED,
    "rejected_version": "v1",
    "reason_code": "checksum_mismatch",
    "reason": "The object's SHA-256 is not the promised one.",
}
STARTED_AT, ENDED_AT = "2026-11-21T13:05:00.123Z", "2026-11-21T13:10:00.123Z"

CASES = [
    # file                                                                       status, endedAt, reason
    (pending(), None),
    (pending(verification=RUNNING), ("running", None, None)),
    (pending(verification=ENDED, status=Status.UPLOADED, arrival=PINNED), ("done", ENDED_AT, None)),
    (pending(verification=ENDED, status=Status.COMPLETED, arrival=PINNED), ("done", ENDED_AT, None)),
    (pending(verification=ENDED, **REFUSED), ("failed", ENDED_AT, REFUSED["reason"])),
    # Given up before it ended; settled by another version.
    (pending(verification=RUNNING, status=Status.ABORTED, reason="no time"), None),
    (pending(verification=RUNNING, status=Status.EXPIRED), None),
    (pending(verification=RUNNING, status=Status.UPLOADED, arrival=Arrival("v2", "etag", 8, NOW)), None),
]


@pytest.mark.parametrize(("file", "step"), CASES)
def test_steps(file, step):
    expected = [
        {"name": "verify", "status": status, "startedAt": STARTED_AT, "endedAt": ended_at, "reason": reason}
        for status, ended_at, reason in ([step] if step else [])
    ]
    assert views.upload(file)["steps"] == expected
