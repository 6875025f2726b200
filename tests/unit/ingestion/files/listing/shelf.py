"""A tenant's files in memory, the lists that the catalogue would have of them, and reads that count."""

import dataclasses
import zlib
from bisect import bisect_right, insort
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from common.files import places
from common.files.file import File, FileId
from common.files.lifecycle import Status
from ingestion.files.listing.reads import Reads
from ingestion.files.listing.streams import AFTER
from ingestion.files.listing.wanted import Wanted
from ingestion.tenants.access import Membership, Role
from tests.unit.cloud import TENANT, pending

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
OWNER = Membership(TENANT, "u-owner", Role.OWNER, FIRST)


@dataclass
class Shelf:
    """Files by position, and the lists by partition."""

    shards: int = 1
    files: dict[str, File] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def put(self, number: int, **of: object) -> str:
        """A file more, made at the millisecond `at`; where it stands."""
        name = f"{zlib.crc32(str(number).encode()):08x}-0000-4000-8000-{number:012x}"
        at = FIRST + timedelta(milliseconds=int(str(of.pop("at", number))))
        given = {"created_at": at, "status": Status.COMPLETED, "shard": number % self.shards} | of
        file = dataclasses.replace(pending(FileId(TENANT, name)), **given)  # type: ignore[arg-type]
        position = places.sort_key(at, name)
        self.files[position] = file
        by_status = places.status_partition(TENANT, file.status, file.shard)
        for partition in [*(place.pk for place in places.places(file)), *filter(None, [by_status])]:
            insort(self.lists[partition], position)
        return position

    def fitting(self, wanted: Wanted) -> list[str]:
        """What is wanted, by a plain look at all that there is."""
        fit = (one for one, file in self.files.items() if wanted.fits(file, one))
        return sorted((one for one in fit if wanted.start <= one < wanted.below), reverse=True)


@dataclass
class Counted(Reads):
    """Reads of a shelf."""

    shelf: Shelf = field(default_factory=Shelf)

    def _query(self, how, partition, sort, name, high, limit):
        if high < self.start:
            return [], False
        self.queries += 1
        keys = self.shelf.lists.get(name, [])
        end = bisect_right(keys, high)
        found = [key for key in reversed(keys[max(0, end - limit) : end]) if key >= self.start]
        self.keys += len(found)
        return found, len(found) == limit

    def rows(self, positions):
        assert 1 <= len(positions) <= 100
        self.files += len(positions)
        return [self.shelf.files.get(one) for one in positions]


def counted(shelf: Shelf, wanted: Wanted) -> Counted:
    """What one answer reads."""
    return Counted("catalog", TENANT, wanted.start, shelf=shelf)


def asked(who: Membership = OWNER, limit: int = 50, **of: object) -> Wanted:
    """All files, unless told what of them."""
    everything: dict[str, object] = {
        "project": None,
        "owner": None,
        "tags": frozenset(),
        "status": None,
        "types": None,
        "start": "",
        "below": AFTER,
    }
    return Wanted(who=who, limit=limit, query=(), **everything | of)  # type: ignore[arg-type]
