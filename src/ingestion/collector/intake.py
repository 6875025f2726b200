"""Takes the events of a request: judges each, packs them, and has what is accepted in the queue before saying so."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from common import queues
from common.errors import Fault
from common.events.message import Refused
from ingestion.collector import envelope, packing
from ingestion.collector.envelope import Broken
from ingestion.collector.judging import Item, Judge, Ready, Rules
from ingestion.collector.origin import Origin
from ingestion.collector.packing import Part
from ingestion.collector.settings import Settings


@dataclass(frozen=True)
class Rejected:
    """An event that is not taken, by its index in the request. `code` is invalid_event, duplicate_event_id or busy;
    only what was `busy` may be taken another time. `faults` are placed in the request.
    """

    index: int
    event_id: str | None
    code: str
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class _Same:
    """An event that came before, at index `first`, with the same id and content."""

    first: int
    event_id: str


@dataclass
class Outcome:
    """What became of each event. `accepted` are event ids by index, in order: two indices may have one id. `kept`
    counts those that were refused and went to the store of bad events.
    """

    accepted: dict[int, str] = field(default_factory=dict)
    kept: int = 0
    rejected: list[Rejected] = field(default_factory=list)


def take(items: list[Item], origin: Origin, conf: Settings, *, keep_refused: bool = False) -> Outcome:
    """Sends what can be kept to the queue. With `keep_refused` what cannot goes along, to the store of bad events, if
    it fits; it is then not among the rejected.

    An id that comes twice is one event if the content is the same; else the later is rejected.
    """
    verdicts = list(_verdicts(items, Judge(origin, _rules(conf))))
    parts = [part for pair in zip(items, verdicts, strict=True) if (part := _part(*pair, keep_refused))]
    taken = _sent(parts, origin, conf.events_queue)
    outcome = Outcome()
    for item, verdict in zip(items, verdicts, strict=True):
        _tell(outcome, item.index, verdict, taken)
    return outcome


def _rules(conf: Settings) -> Rules:
    return Rules(timedelta(days=conf.event_max_age_days), conf.unknown_types == "refuse")


def _verdicts(items: list[Item], judge: Judge) -> Iterator[Ready | _Same | Rejected]:
    seen: dict[str, tuple[int, bytes]] = {}
    for item in items:
        try:
            ready = judge.judge(item)
        except Broken as broken:
            yield Rejected(item.index, broken.event_id, "invalid_event", broken.faults)
            continue
        first, digest = seen.setdefault(ready.event_id, (item.index, ready.accepted.hash))
        if first == item.index:
            yield ready
        elif digest == ready.accepted.hash:
            yield _Same(first, ready.event_id)
        else:
            place = envelope.place(item.event, item.pointer, "event_id")
            yield Rejected(item.index, ready.event_id, "duplicate_event_id", (Fault(place, "duplicate"),))


def _part(item: Item, verdict: Ready | _Same | Rejected, keep_refused: bool) -> Part | None:
    """What is to be sent of an item, if anything."""
    if isinstance(verdict, Ready):
        return Part(item.index, verdict.accepted)
    if isinstance(verdict, _Same) or not keep_refused:
        return None
    if type(item.event) in (dict, list) and envelope.deeper(item.event, envelope.MAX_KEPT_DEPTH):
        return None
    errors = tuple((fault.pointer, fault.rule) for fault in verdict.faults)
    payload = json.dumps(item.event, ensure_ascii=False, separators=(",", ":"))
    return Part(item.index, Refused(item.index, verdict.event_id, verdict.code, errors, payload))


def _sent(parts: list[Part], origin: Origin, queue: str) -> dict[int, bool]:
    """Whether SQS took each part, by index. What does not fit into a message even alone is missing."""
    packed = packing.pack(parts, origin)
    taken = queues.send_all(queue, [one.body for one in packed])
    return {index: ok for one, ok in zip(packed, taken, strict=True) for index in one.indices}


def _tell(outcome: Outcome, index: int, verdict: Ready | _Same | Rejected, taken: dict[int, bool]) -> None:
    """Enters what became of one event."""
    ok = taken.get(verdict.first if isinstance(verdict, _Same) else index)
    if ok is False:
        outcome.rejected.append(Rejected(index, verdict.event_id, "busy"))
    elif isinstance(verdict, Rejected):
        if ok:
            outcome.kept += 1
        else:
            outcome.rejected.append(verdict)
    else:
        outcome.accepted[index] = verdict.event_id
