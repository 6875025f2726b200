"""Sends batches: what is busy once more, what is not taken told."""

import gzip
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from inlet.api.calls import Api
from inlet.errors import ApiError, Fault
from inlet.events.batches import Batch
from inlet.events.preparing import Prepared
from inlet.events.values import Delivery, NotTaken

_BUSY = "busy"
_SPOILT = frozenset({"malformed_body", "body_too_large"})  # whatever is in the request beside
_MOST_SPOILING = 8  # events of one request that are looked for
_LEVEL = 5  # of gzip: 6 takes a third longer for two percent


def deliver(api: Api, batch: Batch) -> Delivery:
    """Sends a batch until the API has taken or refused each event of it. Raises what calls raise.

    Events that the API is too busy for are sent again alone; those for which it stays so are not taken, as `busy`.
    """
    left, taken, refused, failures = batch.events, list[str](), list(batch.not_taken), 0
    while left:
        found = _sent(api, left)
        taken += [one.event_id for at, one in enumerate(left) if at not in found]
        busy = [at for at, one in found.items() if one.code == _BUSY]
        failures += 1
        if failures > api.backoff.retries:
            busy = []
        refused += [one for at, one in found.items() if at not in busy]
        left = [left[at] for at in sorted(busy)]
        if left:
            time.sleep(api.backoff.pause_seconds(failures))
    return Delivery(batch.first, batch.end, tuple(taken), tuple(sorted(refused, key=lambda one: one.position)))


def _sent(api: Api, events: Sequence[Prepared]) -> dict[int, NotTaken]:
    """What the API did not take, by its index among `events`."""
    try:
        told = api("POST", "/events", lambda: written(events)).body
    except ApiError as refused:
        if refused.code in _SPOILT:
            return _apart(api, events, refused)
        named = _by_index(refused.faults)
        if refused.status != 400 or not named or max(named) >= len(events):
            raise
        # None was taken. Those that are not named were refused all the same.
        return {at: _not_taken(one, "invalid_event", named.get(at, ())) for at, one in enumerate(events)}
    return {
        one["index"]: _not_taken(events[one["index"]], str(one["code"]), _faults(one.get("errors", ()), one["index"]))
        for one in told["rejected"]
    }


def _apart(api: Api, events: Sequence[Prepared], refused: ApiError) -> dict[int, NotTaken]:
    """One of them spoils the request for all: half of them at a time leads to it.

    Raises what the API says when so many do that it is not about them: something on the way spoils what passes.
    """
    if len(events) == 1:
        return {0: replace(_not_taken(events[0], refused.code, refused.faults), detail=refused.detail)}
    half = len(events) // 2
    found = _sent(api, events[:half])
    if sum(one.code in _SPOILT for one in found.values()) >= _MOST_SPOILING:
        raise refused
    return found | {half + at: one for at, one in _sent(api, events[half:]).items()}


def written(events: Sequence[Prepared]) -> tuple[bytes, dict[str, str]]:
    """A request's body and headers. Written anew for each attempt: `sent_at` tells the API how this clock is wrong."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    body = b'{"batch":[%b],"sent_at":"%b"}' % (b",".join(one.text for one in events), now.encode())
    return gzip.compress(body, _LEVEL), {"Content-Type": "application/json", "Content-Encoding": "gzip"}


def _not_taken(event: Prepared, code: str, faults: tuple[Fault, ...]) -> NotTaken:
    return NotTaken(event.position, event.event_id, code, faults)


def _faults(told: Iterable[Mapping[str, Any]], index: int) -> tuple[Fault, ...]:
    """Pointers lead into the event, whether the API tells them of the event or of the request."""
    prefix = f"/batch/{index}"
    return tuple(Fault(str(one["pointer"]).removeprefix(prefix), str(one["rule"])) for one in told)


def _by_index(faults: Iterable[Fault]) -> dict[int, tuple[Fault, ...]]:
    """Faults of single events, by their index; nothing when one concerns the request itself."""
    found: dict[int, tuple[Fault, ...]] = {}
    for fault in faults:
        start, batch, index, *_ = [*fault.pointer.split("/"), "", ""]
        if start or batch != "batch" or not (index.isascii() and index.isdecimal()):
            return {}
        inside = fault.pointer.removeprefix(f"/batch/{index}")
        found[int(index)] = (*found.get(int(index), ()), Fault(inside, fault.rule))
    return found
