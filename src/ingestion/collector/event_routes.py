"""`POST /events`: one event or a batch, answered one by one, and not before those that are accepted are safe."""

from itertools import islice
from typing import Any

from common import logs
from common.errors import Busy, InvalidRequest
from ingestion.collector import callers, form, intake, origin
from ingestion.collector.intake import Outcome, Rejected
from ingestion.collector.settings import Settings
from ingestion.web import http

# Of a request of which nothing was accepted: nobody reads past these.
_MOST_FAULTS = 50


def receive(request: http.Request, conf: Settings) -> http.Response:
    """202 with what became of each event, if any was accepted. Raises InvalidRequest, or Busy, if none was."""
    who = callers.caller(request.headers, None, conf, request.time)
    with logs.bound(tenantId=who.tenant, source=who.source):
        sent = form.read(request.body)
        came = origin.of(request, who.tenant, who.source, conf.ip_addresses, sent.sent_at)
        outcome = intake.take(sent.items, came, conf)
        logs.info("events", accepted=len(outcome.accepted), rejected=len(outcome.rejected))
        return _answer(outcome)


def _answer(outcome: Outcome) -> http.Response:
    if outcome.accepted:
        ids = list(outcome.accepted.values())
        rejected = [_rejected(one) for one in outcome.rejected]
        return http.answer(202, {"accepted": len(ids), "rejected": rejected, "eventIds": ids})
    if any(one.code == Busy.code for one in outcome.rejected):
        raise Busy("The queue takes no events at the moment. None was accepted.")
    faults = islice((fault for one in outcome.rejected for fault in one.faults), _MOST_FAULTS)
    raise InvalidRequest("No event was accepted. See errors: each names a place and the rule it breaks.", tuple(faults))


def _rejected(one: Rejected) -> dict[str, Any]:
    errors = [{"pointer": fault.pointer, "rule": fault.rule} for fault in one.faults]
    return {"index": one.index, "eventId": one.event_id, "code": one.code, "errors": errors}
