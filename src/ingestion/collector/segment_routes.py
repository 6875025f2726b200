"""`POST /v1/{call}`: Segment's HTTP API, as their SDKs use it. SDKs look at nothing but the status of an answer."""

from itertools import islice

from common import logs
from common.errors import Busy, InvalidRequest, NotFound
from ingestion.collector import callers, intake, origin, segment
from ingestion.collector.settings import Settings
from ingestion.web import http

_MOST_FAULTS = 50


def receive(request: http.Request, conf: Settings) -> http.Response:
    """200 once every event is in the queue: those that are none go to the store of bad events.

    Raises NotFound for a call that Segment does not have; Busy where the queue did not take all, for SDKs then send the
    whole again under the same ids; InvalidRequest where what is no event is too large even to be kept as a bad one.
    """
    body = request.body
    body_key = body.get("writeKey") if type(body) is dict else None
    who = callers.caller(request.headers, body_key if type(body_key) is str else None, conf, request.time)
    with logs.bound(tenantId=who.tenant, source=who.source):
        call = segment.call_of(request.path["call"])
        if call is None:
            raise NotFound("Segment's calls are " + ", ".join(sorted(segment.CALLS)) + ".")
        sent = segment.read(call, body)
        came = origin.of(request, who.tenant, who.source, conf.ip_addresses)
        outcome = intake.take(sent.items, came, conf, keep_refused=True)
        logs.info("events", accepted=len(outcome.accepted), bad=outcome.kept, rejected=len(outcome.rejected))
    if any(one.code == Busy.code for one in outcome.rejected):
        raise Busy("The queue did not take all events. Send all of them again, under the same ids.")
    if outcome.rejected:
        faults = islice((fault for one in outcome.rejected for fault in one.faults), _MOST_FAULTS)
        raise InvalidRequest("What is no event was too large to be kept. All others were taken.", tuple(faults))
    return http.answer(200, {"success": True})
