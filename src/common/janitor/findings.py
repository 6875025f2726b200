"""What the janitor may find: each kind has a stable name, a meaning, a way to be mended, and a price. Pure."""

import json
from dataclasses import dataclass
from enum import StrEnum

from common.settings import Malformed

# What AWS bills as a GB: https://aws.amazon.com/s3/faqs/ reckons with as many bytes.
_GB = 1 << 30


class Storage(StrEnum):
    """Where what is found takes up room that is paid for."""

    S3 = "s3"
    DYNAMODB = "dynamodb"
    NONE = "none"


@dataclass(frozen=True)
class Kind:
    """One kind of finding: what it means, and how it is mended, each in a sentence; where its bytes lie.

    `final` are those whose mending ends files or objects: no second run would bring them back.
    """

    name: str
    means: str
    mended: str
    storage: Storage
    final: bool = False


@dataclass(frozen=True)
class Tally:
    """How often something was `found`; of these too `young` to be touched, `mended`, and `failed` to be; all `bytes`.

    Those that failed include what was held back, since there is more of it than the clock may end unasked. What is none
    of the three was left as it is: in a dry run, or because somebody changed it at the same time.
    """

    found: int = 0
    young: int = 0
    mended: int = 0
    failed: int = 0
    bytes: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.found + other.found,
            self.young + other.young,
            self.mended + other.mended,
            self.failed + other.failed,
            self.bytes + other.bytes,
        )


OBJECT_MISSING = Kind(
    "object_missing",
    "A file has arrived, and its version is not in S3 any more: its bytes are lost.",
    "The file is deleted, with this as the reason.",
    Storage.NONE,
    final=True,
)
PROCESSING_STUCK = Kind(
    "processing_stuck",
    "A file waits for its processing, or is in the middle of it, and nobody works on it.",
    "It is put into the queue once more.",
    Storage.NONE,
)
QUARANTINE_UNFINISHED = Kind(
    "quarantine_unfinished",
    "The scanner found a file infected, and it was not put away.",
    "It is put into the queue once more.",
    Storage.NONE,
)
PURGE_UNFINISHED = Kind(
    "purge_unfinished",
    "A deleted file's purge was begun and not brought to its end.",
    "It is purged to its end.",
    Storage.S3,
)
WAITING_MISSING = Kind(
    "waiting_missing",
    "A file that is pending or deleted stands where neither the sweeper nor the purge would meet it.",
    "It is put into the index `waiting`.",
    Storage.NONE,
)
PLACE_MISSING = Kind(
    "place_missing",
    "A file lacks its row in a list.",
    "The row is put.",
    Storage.NONE,
)
PLACE_ORPHANED = Kind(
    "place_orphaned",
    "A list has a row of a file that is not in it, or is not there.",
    "The row is deleted.",
    Storage.DYNAMODB,
)
ROW_ORPHANED = Kind(
    "row_orphaned",
    "Findings, a verdict or the history of a file that is not there.",
    "The row is deleted.",
    Storage.DYNAMODB,
)
FINDINGS_SUPERSEDED = Kind(
    "findings_superseded",
    "Findings of an attempt that another has taken the place of.",
    "The row is deleted.",
    Storage.DYNAMODB,
)
OBJECT_ORPHANED = Kind(
    "object_orphaned",
    "An object that no row of the catalogue knows.",
    "All its versions are deleted.",
    Storage.S3,
    final=True,
)
VERSION_UNPINNED = Kind(
    "version_unpinned",
    "A version of a file's object that is not the one which was admitted.",
    "The version is deleted.",
    Storage.S3,
    final=True,
)
MARKER_LEFT = Kind(
    "marker_left",
    "A delete marker hides an object, or stands where there is none any more.",
    "The marker is deleted.",
    Storage.NONE,
)
DERIVATIVE_ORPHANED = Kind(
    "derivative_orphaned",
    "An object that was made of a file which is not there.",
    "All its versions are deleted.",
    Storage.S3,
    final=True,
)
DERIVATIVE_SUPERSEDED = Kind(
    "derivative_superseded",
    "An object that was made in an attempt which another has taken the place of.",
    "All its versions are deleted.",
    Storage.S3,
)
PARTS_ABANDONED = Kind(
    "parts_abandoned",
    "Parts of a multipart upload that nobody will join.",
    "The multipart upload is aborted.",
    Storage.S3,
)

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        OBJECT_MISSING,
        PROCESSING_STUCK,
        QUARANTINE_UNFINISHED,
        PURGE_UNFINISHED,
        WAITING_MISSING,
        PLACE_MISSING,
        PLACE_ORPHANED,
        ROW_ORPHANED,
        FINDINGS_SUPERSEDED,
        OBJECT_ORPHANED,
        VERSION_UNPINNED,
        MARKER_LEFT,
        DERIVATIVE_ORPHANED,
        DERIVATIVE_SUPERSEDED,
        PARTS_ABANDONED,
    )
}


@dataclass(frozen=True)
class Prices:
    """What a GB costs for a month, in USD."""

    s3_gb_month: float
    dynamodb_gb_month: float


def prices(text: str) -> Prices:
    """`{"s3_gb_month": 0.023, "dynamodb_gb_month": 0.25}`. Raises Malformed, TypeError when it is no such thing."""
    given = json.loads(text)
    told = Prices(**given)
    if not all(type(one) in (int, float) and one >= 0 for one in (told.s3_gb_month, told.dynamodb_gb_month)):
        raise Malformed("each price is a number from 0 on")
    return told


def monthly_usd(kind: Kind, size_bytes: int, told: Prices) -> float:
    """What `size_bytes` of that kind cost for a month."""
    each = {Storage.S3: told.s3_gb_month, Storage.DYNAMODB: told.dynamodb_gb_month, Storage.NONE: 0.0}
    return size_bytes * each[kind.storage] / _GB
