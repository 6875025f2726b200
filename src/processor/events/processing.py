"""One batch, from the message to its last row: which effects there are, and in which order.

docs/data-model.md ("Why each event counts once") tells why a run may die between any two calls, or meet another run of
the same message. It rests on the order here: what a batch owns is settled first, the last slice is written last.
"""

from dataclasses import dataclass
from typing import Any

from common.events import bad, message, rows, slices
from common.events.archive import of_batch
from common.events.bad import Bad
from common.events.message import Batch
from processor.events import archive, claiming, inserting, lines, slicing
from processor.events.inserting import Answer
from processor.events.lines import Event
from processor.events.ownership import Shares


@dataclass(frozen=True)
class Places:
    """Where things are kept, and rows for how many days."""

    table: str
    bucket: str
    row_days: int


@dataclass(frozen=True)
class Done:
    """What became of a batch: how many events of each kind. `redelivered`: an earlier run of it had begun the work."""

    stored: int
    duplicates: int
    bad: int
    redelivered: bool


class Unfit(Exception):
    """DynamoDB takes no such slice or bad event, which a person has to look at."""


def process(batch: Batch, places: Places) -> Done:
    """Stores, archives and counts what the batch owns. Doing so again changes nothing. Raises Busy, Failed, Unfit."""
    expires_at = rows.expiry(batch.received_at, places.row_days)
    events, found_bad = _read(batch)
    shares, unfit = claiming.claim(places.table, batch, events, expires_at=expires_at)
    found_bad += [_bad(batch, one, bad.CONFLICT) for one in shares.conflicts]
    found_bad += [_bad(batch, one, bad.UNFIT) for one in unfit]
    _insert(places.table, [bad.row(one, expires_at=expires_at) for one in found_bad])
    if shares.owned:
        _record(batch, shares, places, expires_at)
    return Done(len(shares.owned), len(shares.duplicates), len(found_bad), shares.redelivered)


def _read(batch: Batch) -> tuple[list[Event], list[Bad]]:
    """The batch's events; and as bad ones those that the collector refused, and lines that nobody can read."""
    events = []
    found_bad = [
        Bad(
            tenant=batch.tenant,
            batch_id=batch.batch_id,
            place=bad.refused_place(one.index),
            received_at=batch.received_at,
            code=one.code,
            payload=one.payload,
            event_id=one.event_id,
            errors=one.errors,
        )
        for one in batch.refused
    ]
    for place, one in enumerate(batch.events):
        try:
            events.append(lines.read(place, one.line, one.hash))
        except lines.Unreadable as reason:
            found_bad.append(_unstored(batch, place, one.line, bad.UNREADABLE, errors=(("", str(reason)),)))
    return events, found_bad


def _record(batch: Batch, shares: Shares, places: Places, expires_at: int) -> None:
    """Archives and counts what the batch owns, unless an earlier run has done both."""
    pieces = [
        slices.row(batch.tenant, one.hour, batch.batch_id, one.part, one.slice, expires_at=expires_at)
        for one in slicing.cut(batch.tenant, shares.owned)
    ]
    last = pieces[-1]
    if shares.redelivered and inserting.find(places.table, [(last["pk"]["S"], last["sk"]["S"])]):
        return
    whole = len(shares.owned) == len(batch.events)
    compressed = batch.archived if whole else message.compress([one.line for one in shares.owned])
    key = of_batch(batch.tenant, batch.received_at, batch.batch_id)
    archive.put(places.bucket, key, compressed)
    _insert(places.table, pieces[:-1])
    _insert(places.table, [last])


def _insert(table: str, items: list[dict[str, Any]]) -> None:
    """Inserts rows that may be there already, from an earlier run."""
    if Answer.UNFIT in inserting.insert(table, items):
        raise Unfit


def _bad(batch: Batch, event: Event, code: str) -> Bad:
    return _unstored(batch, event.place, event.line, code, event_id=event.event_id)


def _unstored(batch: Batch, place: int, line: bytes, code: str, **more: Any) -> Bad:
    return Bad(
        tenant=batch.tenant,
        batch_id=batch.batch_id,
        place=bad.stored_place(place),
        received_at=batch.received_at,
        code=code,
        payload=line.decode(errors="replace"),
        **more,
    )
