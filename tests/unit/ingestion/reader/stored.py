"""Events as they lie in the table once they are processed: rows, slices, totals. Written here without the processor."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from common import aws, times
from common.events import bad, keys, rows, slices
from common.events.bad import Bad
from common.events.slices import Entry

NOW = datetime(2026, 11, 21, 13, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Event:
    """What a test says of an event: how long ago it happened, and whose it is."""

    id: str
    ago: timedelta = timedelta()
    type: str = "page_view"
    user: str | None = None
    properties: dict[str, Any] = field(default_factory=dict)

    @property
    def timestamp(self) -> str:
        return times.text(NOW - self.ago)

    @property
    def line(self) -> dict[str, Any]:
        named = {} if self.user is None else {"user_id": self.user}
        said = {"event_id": self.id, "event_type": self.type, **named, "timestamp": self.timestamp}
        return said | {"received_at": times.text(NOW), "source": "k-1", "properties": self.properties}


class Stored:
    """The table `events` of one tenant, to which batches are added."""

    def __init__(self, tenant: str, slice_entries: int = 3) -> None:
        self.tenant = tenant
        self.slice_entries = slice_entries
        self.batches = 0

    def add(self, *events: Event, folded: bool = True) -> None:
        """Stores a batch. Its slices are in the totals, unless told otherwise."""
        self.batches += 1
        batch = f"{self.batches:08}-batch"
        for event in events:
            self._put(self._row(event, batch))
        newest = sorted(events, key=lambda one: (one.timestamp, one.id), reverse=True)
        for hour, found in groupby(newest, key=lambda one: one.timestamp[:13]):
            entries = [Entry(one.timestamp, one.type, one.id) for one in found]
            for part, first in enumerate(range(0, len(entries), self.slice_entries)):
                self._slice(hour, batch, part, tuple(entries[first : first + self.slice_entries]), folded)

    def _row(self, event: Event, batch: str) -> dict[str, Any]:
        row = {
            "pk": {"S": keys.event(self.tenant, event.id)},
            "sk": {"S": keys.EVENT_SORT},
            "batchId": {"S": batch},
            "line": {"B": rows.pack(json.dumps(event.line).encode())},
        }
        if event.user is not None:
            row["gk"] = {"S": keys.of_user(self.tenant, event.user, keys.user_shard(event.id))}
            row["gs"] = {"S": f"{event.timestamp}#{event.id}"}
        return row

    def _slice(self, hour: str, batch: str, part: int, entries: tuple[Entry, ...], folded: bool) -> None:
        row: dict[str, Any] = {
            "pk": {"S": keys.slices(self.tenant, hour, keys.slice_shard(batch))},
            "sk": {"S": f"{entries[0].timestamp}#{batch}#{part}"},
            "entries": {"B": slices.pack_entries(entries)},
        }
        if not folded:
            row |= {
                "gk": {"S": keys.unfolded(self.tenant)},
                "gs": {"S": f"{self.tenant}#{hour}#{batch}#{part}"},
            }
        self._put(row)
        for kind in {"", *(one.event_type for one in entries)} if folded else ():
            self.total(keys.hour_total(hour, kind), NOW)
            self.total(keys.day_total(keys.day(hour), kind), NOW)

    def total(self, sort_key: str, folded_at: datetime) -> None:
        """A row of totals that was last changed then."""
        at = {"S": times.text(folded_at)}
        self._put({"pk": {"S": keys.totals(self.tenant)}, "sk": {"S": sort_key}, "foldedAt": at})

    def add_bad(self, *found: Bad) -> None:
        """Stores bad events."""
        for one in found:
            self._put(bad.row(one, expires_at=int(NOW.timestamp()) + 86400))

    def expire(self, event: Event) -> None:
        """The row goes, as its time to live has come; what lists it stays for a while."""
        key = {"pk": {"S": keys.event(self.tenant, event.id)}, "sk": {"S": keys.EVENT_SORT}}
        aws.dynamodb().delete_item(TableName="events", Key=key)

    @staticmethod
    def clear() -> None:
        """Empties the table."""
        for row in aws.dynamodb().scan(TableName="events")["Items"]:
            aws.dynamodb().delete_item(TableName="events", Key={name: row[name] for name in ("pk", "sk")})

    @staticmethod
    def _put(row: dict[str, Any]) -> None:
        aws.dynamodb().put_item(TableName="events", Item=row)
