"""A file of Alice's as processing leaves it in the catalogue."""

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

from common import aws
from common.files import file_rows, findings
from common.files.file import Arrival, File, FileId
from common.files.lifecycle import Status
from common.files.processing import Processing, Scan, ScanResult, Variant
from ingestion.tenants import identity
from tests.unit.cloud import pending
from tests.unit.ingestion.conftest import ALICE

NOW = datetime(2026, 11, 21, 13, 5, tzinfo=UTC)
USER = identity.user(ALICE)
ID = "6f1c0e7e-7a64-4b53-9d5c-1f2a3b4c5d6e"
KEY = f"{USER.personal_tenant}/{ID}"
DIGEST = "ab" * 32
CLEAN = Scan(ScanResult.CLEAN, "clamav", NOW, definitions="27500")
INFECTED = Scan(ScanResult.INFECTED, "clamav", NOW, signature="Eicar-Test")
UNSCANNED = Scan(ScanResult.UNSCANNED, "none", NOW)
THUMB = Variant(f"{KEY}/1/thumb-200.jpg", "image/jpeg", 900, 200, 150)
LARGE = Variant(f"{KEY}/1/thumb-800.jpg", "image/jpeg", 9000, 800, 600)
TEXT = Variant(f"{KEY}/1/text.txt", "text/plain", 50)


def processed(**changes: Any) -> Processing:
    """A run that came to its end."""
    run = Processing(
        attempt=1,
        run="run-1",
        started_at=NOW,
        ended_at=NOW + timedelta(seconds=2),
        media_type="image/png",
        scan=CLEAN,
        digest=DIGEST,
        variants={"thumb-800": LARGE, "thumb-200": THUMB},
        extracted=1,
    )
    return dataclasses.replace(run, **changes)


DONE = processed()


def stored(status: Status = Status.COMPLETED, processing: Processing | None = DONE, **changes: Any) -> File:
    """A file that is put into the catalogue; with its content, and its run, unless told otherwise."""
    given: dict[str, Any] = {
        "owner": USER.id,
        "status": status,
        "arrival": Arrival("v/1+", "etag", 8, NOW),
        "processing": processing,
        "tags": ("x",),
        "metadata": {"k": "ü"},
    }
    file = pending(FileId(USER.personal_tenant, ID), **given | changes)
    aws.dynamodb().put_item(TableName="catalog", Item=file_rows.to_item(file))
    return file


def found(extracted: dict[str, Any], attempt: int = 1) -> None:
    """What was extracted from it."""
    findings.put("catalog", FileId(USER.personal_tenant, ID), attempt, extracted)
