"""Files as they may be in a tenant of years: drawn, and the same for the same seed. Pure."""

import dataclasses
import hashlib
import random
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from common.files import history
from common.files.file import Arrival, File, FileId
from common.files.lifecycle import Status
from common.files.processing import Processing, Scan, ScanResult, Step, StepStatus, Variant

BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
YEAR = timedelta(days=365)

PROJECTS = [f"project-{number:02}" for number in range(20)]
OWNERS = [f"u-{number:032x}" for number in range(50)]
TYPES = {"image/jpeg": 60, "application/pdf": 20, "image/png": 10, "text/csv": 7, "image/webp": 2, "image/gif": 1}
# On all files, on one in ten, on one in a thousand.
EVERYWHERE, COMMON, RARE = "everywhere", "common", "rare"
STATUSES = {Status.COMPLETED: 970, Status.FAILED: 10, Status.PROCESSING: 5, Status.REJECTED: 10, Status.QUARANTINED: 5}


def drawn(tenant: str, count: int, seed: int = 6) -> Iterator[File]:
    """So many files of `tenant`, spread over a year, the oldest first."""
    chance = random.Random(seed)  # noqa: S311 - drawn, not secret
    for number in range(count):
        yield _file(tenant, chance, BEGIN + YEAR * number / count)


def changes(of: File, count: int = 50) -> Iterator[dict[str, Any]]:
    """Rows of a file's history: so many changes of its tags."""
    for revision in range(1, count + 1):
        told = {"tags": {"before": [EVERYWHERE], "after": [EVERYWHERE, f"tag {revision}"]}}
        at = of.created_at + timedelta(minutes=revision)
        yield history.to_item(of, history.Entry(revision, at, of.owner, "changed", told))


def _file(tenant: str, chance: random.Random, at: datetime) -> File:
    file_id = FileId(tenant, str(uuid.UUID(int=chance.getrandbits(128), version=4)))
    (content_type,) = chance.choices(list(TYPES), list(TYPES.values()))
    (status,) = chance.choices(list(STATUSES), list(STATUSES.values()))
    owner, size = chance.choice(OWNERS), chance.randrange(1000, 10_000_000)
    digest = hashlib.sha256(file_id.id.encode()).hexdigest()
    file = File(
        id=file_id,
        owner=owner,
        project=chance.choice(PROJECTS),
        filename=f"IMG_{chance.randrange(10_000):04}.{content_type.partition('/')[2]}",
        content_type=content_type,
        status=status,
        max_bytes=50_000_000,
        created_at=at,
        changed_at=at + timedelta(seconds=9),
        changed_by="finish",
        correlation_id=uuid.UUID(int=chance.getrandbits(128)).hex,
        size=size,
        sha256=digest,
        tags=_tags(chance),
        metadata={"camera": "X100", "album": f"album {chance.randrange(100)}"},
        revision=6,
        signed_at=at,
    )
    if status is Status.REJECTED:
        return dataclasses.replace(file, reason_code="wrong_size", reason="The object is larger than was promised.")
    arrival = Arrival(f"{chance.getrandbits(128):032x}", digest[:32], size, at + timedelta(seconds=3))
    return dataclasses.replace(file, arrival=arrival, processing=_processing(file, digest))


def _tags(chance: random.Random) -> tuple[str, ...]:
    more = [tag for tag, one_in in ((COMMON, 10), (RARE, 1000)) if not chance.randrange(one_in)]
    return (EVERYWHERE, *more)


def _processing(file: File, digest: str) -> Processing:
    """As a run leaves it that went well: rows are read as large as they are."""
    begin, end = file.created_at + timedelta(seconds=4), file.created_at + timedelta(seconds=9)
    done = Step(StepStatus.DONE, begin, end)
    variants = {
        name: Variant(f"{file.id.key}/1/{name}.jpg", "image/jpeg", 20_000, 200, 133)
        for name in ("thumb-200", "thumb-800")
    }
    return Processing(
        attempt=1,
        run=file.correlation_id,
        started_at=begin,
        ended_at=end,
        steps=dict.fromkeys(("inspect", "scan", "image", "finish"), done),
        media_type=file.content_type,
        scan=Scan(ScanResult.CLEAN, "clamav", end, definitions="27800"),
        digest=digest,
        variants=variants if file.content_type.startswith("image/") else {},
        extracted=1,
    )
