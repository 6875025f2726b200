"""Segment's calls as events: what their HTTP API takes, in the form that `POST /events` takes. Pure.

The calls: https://segment.com/docs/connections/spec/. docs/segment.md says what becomes of each member.
"""

import json
from typing import Any

from common.errors import BodyTooLarge, Fault, InvalidRequest, Problem
from ingestion.collector import envelope, moments
from ingestion.collector.form import MAX_EVENTS, Sent
from ingestion.collector.judging import Item

BATCH = "batch"
# Browsers' SDKs shorten a call's path to its first letter.
CALLS = {"track", "identify", "page", "screen", "group", "alias", BATCH}
_SHORT = {call[0]: call for call in CALLS}

_TYPES = {"identify": "identify", "page": "page_view", "screen": "screen", "group": "group", "alias": "alias"}
_ENVELOPE = {
    "messageId": "event_id",
    "userId": "user_id",
    "anonymousId": "anonymous_id",
    "timestamp": "timestamp",
    "sentAt": "sent_at",
}
# What a batch says of all its messages is kept with each of them: 500 KB could become a gigabyte.
MAX_SHARED_BYTES = 8_000_000
# Reports count by page and screen, so each has to have a name.
UNNAMED = "(unnamed)"


def call_of(path: str) -> str | None:
    """The call that stands in a path, whole or shortened to a letter; None for what is none."""
    call = _SHORT.get(path, path)
    return call if call in CALLS else None


def read(call: str, body: Any) -> Sent:
    """The events of a call.

    Raises InvalidRequest for what is wrong with the request as a whole, not with one event, and BodyTooLarge where the
    context of a batch, said for each message, has more than MAX_SHARED_BYTES.
    """
    if type(body) is not dict:
        raise _wrong("", "type")
    if call != BATCH:
        return Sent([Item(0, "", event(body | {"type": call}))])
    messages = body.get("batch")
    if type(messages) is not list:
        raise _wrong("/batch", "required" if messages is None else "type")
    if not 1 <= len(messages) <= MAX_EVENTS:
        raise _wrong("/batch", "maxItems" if messages else "minItems")
    shared = body.get("context")
    _require_bounded(shared, len(messages))
    # By this no event is refused: a time that cannot be read only puts no clock right.
    sent_at = body.get("sentAt")
    told = {"sent_at": sent_at} if type(sent_at) is str and moments.instant(sent_at) else {}
    return Sent([Item(index, f"/batch/{index}", _within(shared, told, one)) for index, one in enumerate(messages)])


def _require_bounded(shared: Any, messages: int) -> None:
    """Raises InvalidRequest, BodyTooLarge for a context that its batch cannot share."""
    if type(shared) is not dict:
        return
    if envelope.deeper(shared, envelope.MAX_KEPT_DEPTH):
        raise _wrong("/context", "depth")
    said = json.dumps(shared, ensure_ascii=False, separators=(",", ":")).encode()
    if len(said) * messages > MAX_SHARED_BYTES:
        raise BodyTooLarge(f"The batch's context, said for each message, has more than {MAX_SHARED_BYTES} bytes.")


def _within(shared: Any, told: dict[str, Any], message: Any) -> Any:
    """The event of a message, with what the batch says of all of its messages: its context, and what is `told` so.

    Both stay with what is no event, which is judged again by itself when it is replayed.
    """
    if type(message) is not dict:
        return message
    own = message.get("context")
    if type(shared) is dict and (own is None or type(own) is dict):
        message = message | {"context": shared | (own or {})}
    return told | event(message)


def event(message: dict[str, Any]) -> dict[str, Any]:
    """The event that a message stands for.

    It lacks an `event_type`, and will be refused, where the message is of no known type or a track without a name: then
    `properties` are all of the message, so that nothing is lost.
    """
    found = {ours: message[theirs] for theirs, ours in _ENVELOPE.items() if message.get(theirs) not in (None, "")}
    if message.get("context") is not None:
        found["context"] = message["context"]
    kind = message.get("type")
    event_type = message.get("event") if kind == "track" else _TYPES.get(kind) if type(kind) is str else None
    if event_type is None:
        return found | {"properties": {name: value for name, value in message.items() if name != "writeKey"}}
    said = message.get("traits" if kind in ("identify", "group") else "properties")
    properties = {} if said is None else said
    if type(properties) is dict:
        properties = properties | _named(str(kind), message, properties)
    return found | {"event_type": event_type, "properties": properties}


def _named(kind: str, message: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    """The properties that a message has beside `properties` or `traits`, by our names."""
    if kind == "group":
        return _given(group_id=message.get("groupId"))
    if kind == "alias":
        return _given(previous_id=message.get("previousId"))
    if kind not in ("page", "screen"):
        return {}
    named = _given(category=message.get("category"), name=message.get("name"))
    known = properties | named
    if kind == "screen":
        return named | {"name": _first(known, "name", "category")}
    return named | {"page": _first(known, "page", "path", "url", "name", "category")}


def _given(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value not in (None, "")}


def _first(known: dict[str, Any], *names: str) -> Any:
    return next((known[name] for name in names if known.get(name) not in (None, "")), UNNAMED)


def _wrong(pointer: str, rule: str) -> Problem:
    return InvalidRequest("See errors: each names a place and the rule it breaks.", (Fault(pointer, rule),))
