"""The two forms of `POST /events`, one event or a batch of them, as items to be judged. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from common.errors import Fault, InvalidRequest, Problem
from ingestion.collector import envelope, moments
from ingestion.collector.judging import Item

MAX_EVENTS = 2500

_SENT_AT = ("sent_at", "sentAt")
_TYPE = ("event_type", "eventType")


@dataclass(frozen=True)
class Sent:
    """The events of a request, and when the client says that it sent them, if it does."""

    items: list[Item]
    sent_at: datetime | None = None


def read(body: Any) -> Sent:
    """What a body sends. Raises InvalidRequest for what is wrong with the request as a whole, not with one event."""
    if type(body) is not dict:
        raise _wrong(("", "type"))
    if "batch" not in body or any(name in body for name in _TYPE):
        return Sent([Item(0, "", body)])
    events = body["batch"]
    wrong = [(envelope.step(name), "unknown") for name in body if name not in ("batch", *_SENT_AT)][:50]
    rule = _broken_rule(events)
    if rule:
        wrong.append(("/batch", rule))
    times = {name: body[name] for name in _SENT_AT if body.get(name) is not None}
    if len(times) == len(_SENT_AT):
        wrong.append((f"/{_SENT_AT[1]}", "duplicate"))
    wrong += [(f"/{name}", rule) for name, value in times.items() if (rule := _time_rule(value))]
    if wrong:
        raise _wrong(*wrong)
    sent_at = next((moments.instant(value) for value in times.values()), None)
    return Sent([Item(index, f"/batch/{index}", event) for index, event in enumerate(events)], sent_at)


def _broken_rule(events: Any) -> str | None:
    if type(events) is not list:
        return "type"
    if not events:
        return "minItems"
    return "maxItems" if len(events) > MAX_EVENTS else None


def _time_rule(value: Any) -> str | None:
    if type(value) is not str:
        return "type"
    return None if moments.instant(value) else "format"


def _wrong(*faults: tuple[str, str]) -> Problem:
    return InvalidRequest(
        "See errors: each names a place and the rule it breaks.", tuple(Fault(*fault) for fault in faults)
    )
