"""`/bad-events`: what was taken, yet could not be kept as an event. For owners."""

from typing import Any

from common import logs, queues, times
from common.errors import EventConflict, Fault
from common.events import keys
from ingestion.collector.judging import Ready
from ingestion.reader import bad_events, bad_ids, replay, views
from ingestion.reader.event_routes import AHEAD
from ingestion.reader.merge import AFTER
from ingestion.reader.reader_settings import Settings
from ingestion.reader.table import Table
from ingestion.tenants import access
from ingestion.tenants.access import Membership
from ingestion.web import cursors, http, instants

_DEFAULT_LIMIT = 50
_MAX_SORT_KEY = 200


def every(request: http.Request, who: Membership, conf: Settings) -> http.Response:
    """200 with bad events, newest first."""
    access.require_owner(who)
    asked = request.query
    start, end = instants.span(asked)
    query = [who.tenant, "bad-events", asked.get("from"), asked.get("to")]
    high = times.text(end) if end else times.text(request.time + AHEAD) + AFTER
    if "cursor" in asked:
        high = min(high, cursors.read(query, asked["cursor"], _position))
    limit = asked.get("limit", _DEFAULT_LIMIT)
    low = times.text(start) if start else "0"
    found = bad_events.newest(Table(conf.events_table), who.tenant, low, high, limit + 1)
    rest = cursors.write(query, bad_ids.sort_key(found[limit - 1])) if len(found) > limit else None
    return http.answer(200, http.items([views.bad_event(one) for one in found[:limit]], rest))


def _position(said: Any) -> str:
    if not isinstance(said, str) or not said or len(said.encode()) > _MAX_SORT_KEY:
        raise ValueError
    return said


def show(request: http.Request, who: Membership, conf: Settings) -> http.Response:
    """200 with the bad event and what was sent."""
    access.require_owner(who)
    found = bad_events.find(Table(conf.events_table), who.tenant, request.path["id"])
    return http.answer(200, views.bad_event(found) | {"payload": views.payload(found)})


def send_again(request: http.Request, who: Membership, conf: Settings) -> http.Response:
    """202 once the event is in the queue again. It may be asked again: the event is stored once."""
    access.require_owner(who)
    table = Table(conf.events_table)
    found = bad_events.find(table, who.tenant, request.path["id"])
    demands = replay.Demands(conf.event_max_age_days, conf.unknown_types)
    ready = replay.judged(found, demands, by=who.user, new_id=(request.body or {}).get("newId", False))
    _require_free(table, who.tenant, ready)
    queues.send(conf.events_queue, replay.written(found, ready, at=request.time, correlation_id=request.id))
    # After sending: a crash in between leaves it unmarked, and sending once more does no harm.
    bad_events.mark_replayed(table, found, request.time)
    logs.info("bad event sent again", batchId=found.batch_id, place=found.place)
    return http.answer(202, {"eventId": ready.event_id})


def _require_free(table: Table, tenant: str, ready: Ready) -> None:
    """Raises EventConflict when an event of this id and other content is stored: it would come back as bad."""
    name = keys.event(tenant, ready.event_id), keys.EVENT_SORT
    row = table.rows([name], "hash", consistent=True).get(name)
    if row and row["hash"]["B"] != ready.accepted.hash:
        raise EventConflict('{"newId": true} stores this one beside it.', (Fault("/payload/event_id", "conflict"),))
