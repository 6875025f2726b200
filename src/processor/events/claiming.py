"""The rows of a batch's events: inserted, and where one was there, asked whose it is."""

from typing import Any

from common.errors import Busy
from common.events import keys, rows
from common.events.message import Batch
from processor.events import inserting, ownership
from processor.events.inserting import Answer
from processor.events.lines import Event
from processor.events.ownership import Owner, Shares


def claim(table: str, batch: Batch, events: list[Event], *, expires_at: int) -> tuple[Shares, list[Event]]:
    """What each event is to the batch, and those that DynamoDB takes no row of. Raises Busy, Failed."""
    shares, unfit = Shares(), list[Event]()
    firsts, others = ownership.first_of_each_id(events)
    stored = {event.event_id: event.hash for event in firsts}
    # A row that was there and is gone when it is read expired in between: then the id is free, and is claimed anew.
    for _ in range(2):
        taken: list[Event] = []
        answers = inserting.insert(table, [_row(batch, event, expires_at) for event in firsts])
        for event, answer in zip(firsts, answers, strict=True):
            if answer is Answer.NEW:
                ownership.allot(shares, batch.batch_id, event, None)
            else:
                (taken if answer is Answer.THERE else unfit).append(event)
        owners = _owners(table, batch.tenant, taken)
        for event in taken:
            if owner := owners.get(event.event_id):
                ownership.allot(shares, batch.batch_id, event, owner)
                stored[event.event_id] = owner.hash
        firsts = [event for event in taken if event.event_id not in owners]
        if not firsts:
            for event in others:
                ownership.compare(shares, event, stored[event.event_id])
            shares.owned.sort(key=lambda event: event.place)
            return shares, unfit
    raise Busy


def _owners(table: str, tenant: str, events: list[Event]) -> dict[str, Owner]:
    """Who the rows of these events belong to, by event id."""
    asked = {(keys.event(tenant, one.event_id), keys.EVENT_SORT): one.event_id for one in events}
    found = inserting.find(table, list(asked), "batchId", "hash")
    return {asked[key]: Owner(row["batchId"]["S"], row["hash"]["B"]) for key, row in found.items()}


def _row(batch: Batch, event: Event, expires_at: int) -> dict[str, Any]:
    return rows.row(
        batch.tenant,
        event.event_id,
        user=event.user,
        timestamp=event.timestamp,
        batch_id=batch.batch_id,
        hash_=event.hash,
        line=event.line,
        expires_at=expires_at,
    )
