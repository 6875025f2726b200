"""The table of events inside the test's process (moto), slices in it, and what their totals must be."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from moto.dynamodb.models.dynamo_type import Item, LimitedSizeDict

from common import aws, uuid7
from common.events import folds, keys, sketch, slices, total_rows
from common.events.slices import Entry, Sums
from common.events.tally import Tally
from tests.unit.cloud import NOW, TENANT, interrupted

__all__ = ["NOW", "aws", "folds"]

TABLE = "events"


def create_table(name: str = TABLE) -> None:
    """The table with its one index, as terraform/stack/events_storage.tf makes it."""
    aws.dynamodb().create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": one, "AttributeType": "S"} for one in ("pk", "sk", "gk", "gs")],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by_key",
                "KeySchema": [{"AttributeName": "gk", "KeyType": "HASH"}, {"AttributeName": "gs", "KeyType": "RANGE"}],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
    )


def quick_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before a transaction moto copies the table to the last byte. Values of ours are replaced, never changed."""

    def copied(item: Any, _: Any) -> Any:
        other: Any = Item.__new__(Item)
        other.hash_key, other.range_key, other.attrs = item.hash_key, item.range_key, LimitedSizeDict()
        dict.update(other.attrs, item.attrs)
        return other

    monkeypatch.setattr(Item, "__deepcopy__", copied)


def row(hour: str, sums: dict[str, Sums], *, tenant: str = TENANT, at: datetime = NOW, part: int = 0) -> dict[str, Any]:
    """A slice as the processor writes it."""
    batch, newest = uuid7.make(at), f"{hour}:59:59.000Z"
    entries = tuple(Entry(newest, kind, f"{kind}-{number}") for kind in sums for number in range(sums[kind].count))
    return {
        "pk": {"S": keys.slices(tenant, hour, keys.slice_shard(batch))},
        "sk": {"S": f"{newest}#{batch}#{part}"},
        "gk": {"S": keys.unfolded(tenant)},
        "gs": {"S": f"{tenant}#{hour}#{batch}#{part}"},
        "batchId": {"S": batch},
        "count": {"N": str(sum(one.count for one in sums.values()))},
        "entries": {"B": slices.pack_entries(entries[: slices.MAX_ENTRIES])},
        "sums": {"B": slices.pack_sums(sums)},
        "ttl": {"N": str(int(at.timestamp()) + 90 * 86400)},
    }


def hashed(user: int) -> str:
    """A hash of a user as slices hold it: well distributed."""
    return hashlib.sha256(str(user).encode()).hexdigest()[:16]


def seen(count: int, *users: int, **pages: int) -> Sums:
    """What a slice has of a type; pages are `/name`."""
    return Sums(count, tuple(hashed(user) for user in users), {f"/{name}": views for name, views in pages.items()})


@dataclass
class Ledger:
    """Puts slices into the table and keeps a sum of its own, by which totals are judged."""

    table: str = TABLE
    tenant: str = TENANT
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    users: dict[tuple[str, str], set[int]] = field(default_factory=lambda: defaultdict(set))
    views: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def put(self, hour: str, sums: dict[str, Sums], *, at: datetime = NOW) -> dict[str, Any]:
        """Writes a slice; its row."""
        item = row(hour, sums, tenant=self.tenant, at=at)
        aws.dynamodb().put_item(TableName=self.table, Item=item)
        for kind, one in sums.items():
            for period in (hour, hour[:10]):
                self.views[period].update(one.pages)
                for name in (kind, ""):
                    self.counts[period, name] += one.count
                    self.users[period, name] |= {int(user, 16) for user in one.users}
        return item

    def tallies(self, *periods: str) -> dict[tuple[str, str], Tally]:
        """What must have been counted in the periods."""
        return {at: Tally(count, sketch.of(self.users[at])) for at, count in self.counts.items() if at[0] in periods}

    def folded(self) -> dict[tuple[str, str], Tally]:
        """What the totals' own rows say."""
        found = {}
        for item in every_row(self.table):
            if item["pk"]["S"] == keys.totals(self.tenant) and item["sk"]["S"][:2] in ("H#", "D#"):
                _, period, kind = item["sk"]["S"].split("#", 2)
                found[period, kind] = total_rows.total(item).tally
        return found


def every_row(table: str = TABLE) -> list[dict[str, Any]]:
    return list(aws.dynamodb().scan(TableName=table)["Items"])


def waiting(table: str = TABLE) -> list[dict[str, Any]]:
    """The slices that are listed to be folded."""
    return [item for item in every_row(table) if "gk" in item and item["gk"]["S"].startswith("D#")]


@contextmanager
def meanwhile(call: int, act: Any) -> Iterator[None]:
    """Does `act` before the `call`-th AWS call, counted from 1; calls that `act` makes do not count."""
    calls, acting = 0, False

    def hook(_: str) -> None:
        nonlocal calls, acting
        if acting:
            return
        calls += 1
        if calls == call:
            acting = True
            act()
            acting = False

    with interrupted(hook):
        yield


def instant(hour: str) -> datetime:
    """The start of an hour or a day."""
    return datetime.fromisoformat(hour + ("T00" if len(hour) == 10 else "") + ":00").replace(tzinfo=UTC)
