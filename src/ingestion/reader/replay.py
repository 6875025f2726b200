"""A bad event as it is sent again: judged as any event, as if it came when it came first. Pure.

The same bad event becomes the same event each time, with the same id: however often it is sent, it is stored once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from common import times, uuid7
from common.errors import Fault, MalformedBody, StillInvalid
from common.events import message
from common.events.bad import Bad
from common.events.message import Batch
from ingestion.collector.envelope import Broken
from ingestion.collector.judging import Item, Judge, Ready, Rules
from ingestion.collector.origin import Origin
from ingestion.reader import bad_ids
from ingestion.web import bodies

# What an accepted event gained beside what the client said.
_GAINED = ("received_at", "source", "ip", "user_agent", "original_timestamp")
_ID = ("event_id", "eventId")


@dataclass(frozen=True)
class Demands:
    """What the deployment demands of events: how many days old they may be, and whether of a type that it knows."""

    max_age_days: int
    unknown_types: str


def judged(found: Bad, demands: Demands, *, by: str, new_id: bool) -> Ready:
    """The event that `found` becomes; with `new_id` under an id of its own. `by` counts as its source where it has
    none. Raises StillInvalid, with pointers into the bad event as the API shows it.
    """
    event = _payload(found)
    origin = Origin(tenant=found.tenant, source=by, received_at=found.received_at, correlation_id="")
    if found.was_accepted and isinstance(event, dict):
        event, origin = _as_it_came(event, found)
    if isinstance(event, dict) and (new_id or all(event.get(name) is None for name in _ID)):
        own = uuid7.derived(found.received_at, f"{found.tenant}#{bad_ids.sort_key(found)}")
        event = {name: value for name, value in event.items() if name not in _ID} | {"event_id": own}
    rules = Rules(timedelta(days=demands.max_age_days), demands.unknown_types == "refuse")
    try:
        return Judge(origin, rules).judge(Item(0, "/payload", event))
    except Broken as broken:
        raise StillInvalid("See errors. What was sent is still kept.", broken.faults) from broken


def _payload(found: Bad) -> Any:
    try:
        return bodies.parsed(found.payload.encode())
    except (MalformedBody, UnicodeEncodeError) as wrong:
        raise StillInvalid("What was sent is no JSON that could be kept.", (Fault("/payload", "json"),)) from wrong


def _as_it_came(line: dict[str, Any], found: Bad) -> tuple[dict[str, Any], Origin]:
    """The event of a line as its client said it, and the origin that the line tells."""
    event = {name: value for name, value in line.items() if name not in _GAINED}
    event["timestamp"] = line.get("original_timestamp", line.get("timestamp"))
    return event, Origin(
        tenant=found.tenant,
        source=str(line.get("source")),
        received_at=times.parse(line["received_at"]),
        correlation_id="",
        ip=line.get("ip"),
        user_agent=line.get("user_agent"),
    )


def written(found: Bad, ready: Ready, *, at: datetime, correlation_id: str) -> str:
    """The message that takes the event to where events are stored: a batch of its own, that comes now."""
    batch = Batch(
        tenant=found.tenant,
        batch_id=uuid7.make(at),
        received_at=at,
        correlation_id=correlation_id,
        events=(ready.accepted,),
        refused=(),
        archived=message.compress([ready.accepted.line]),
    )
    return message.write(batch)
