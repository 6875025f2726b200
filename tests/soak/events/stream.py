"""What the clients send: drawn by the seed, every event with a mark that no other content has.

A pair of id and mark is one event as one client meant it. Two pairs of one id are the same id with other content.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from common import times

USERS = 250  # by name, and as many without: up to 512 are counted exactly
SHARED = 100  # ids that several clients use: for the same content, and as many for different ones
_SHARES = {"fresh": 90.0, "again": 3.0, "same": 1.0, "clash": 1.0, "invalid": 3.0, "twice": 1.0, "split": 1.0}
_WHEN = {"none": 3, "now": 4, "late": 2, "future": 1}
_TYPES = ("page_view", "click", "search", "purchase", "sign_up")


class Manner(StrEnum):
    """How a client sends."""

    BATCH = "batches"
    SINGLE = "one a call"
    SEGMENT = "Segment's batches"


@dataclass(frozen=True)
class Meant:
    """One event as it is sent: its JSON in the form of POST /events, and whether it has to be taken."""

    event_id: str
    mark: str
    body: dict[str, Any] = field(compare=False)
    valid: bool = True

    @property
    def pair(self) -> tuple[str, str]:
        """What it is told by."""
        return self.event_id, self.mark


@dataclass(frozen=True)
class Job:
    """One client: `count` events, `a_call` of them in a call; `began` is when the soak did."""

    number: int
    seed: int
    manner: Manner
    count: int
    a_call: int
    began: datetime

    def calls(self) -> Iterator[list[Meant]]:
        """The events of each call."""
        drawn = _Drawn(self)
        left = self.count
        while left > 0:
            events: list[Meant] = []
            while len(events) < min(left, self.a_call):
                events += drawn.next(single=self.a_call == 1)
            yield events
            left -= len(events)


class _Drawn:
    def __init__(self, job: Job) -> None:
        self._job = job
        self._chance = random.Random(f"{job.seed} {job.number}")
        self._count = 0
        self._before: list[Meant] = []

    def next(self, *, single: bool) -> list[Meant]:
        """One event, or two that belong into one call."""
        (kind,) = self._chance.choices(list(_SHARES), list(_SHARES.values()))
        if kind == "again" and self._before:
            return [self._chance.choice(self._before)]
        if kind in ("same", "clash") and self._job.manner is not Manner.SEGMENT:
            return [self._shared(kind)]
        if kind == "invalid":
            return [self._event(valid=False)]
        event = self._event()
        self._before.append(event)
        if kind == "twice" and not single:
            return [event, event]
        if kind == "split" and not single and self._job.manner is not Manner.SEGMENT:
            return [event, self._event(event.event_id)]
        return [event]

    def _event(self, event_id: str = "", *, valid: bool = True) -> Meant:
        self._count += 1
        mark = f"{self._job.number}-{self._count}"
        return _meant(self._chance, event_id or f"soak-{self._job.seed}-{mark}", mark, self._job.began, valid=valid)

    def _shared(self, kind: str) -> Meant:
        which = self._chance.randrange(SHARED)
        mark = f"{kind}-{which}" if kind == "same" else f"{kind}-{which}-{self._job.number}"
        content = random.Random(f"{self._job.seed} {mark}")
        return _meant(content, f"soak-{self._job.seed}-{kind}-{which}", mark, self._job.began)


def _meant(chance: random.Random, event_id: str, mark: str, began: datetime, *, valid: bool = True) -> Meant:
    kind = chance.choice(_TYPES) if valid else "purchase"
    body: dict[str, Any] = {"event_id": event_id, "event_type": kind, "mark": mark}
    who = {"user_id": f"u-{chance.randrange(USERS)}"} if chance.random() < 0.8 else {}
    body |= who or {"anonymous_id": f"a-{chance.randrange(USERS)}"}
    special: dict[str, dict[str, Any]] = {
        "page_view": {"page": f"/p/{chance.randrange(40)}", "title": "Tür – 門 😀"},
        "search": {"query": "x" * chance.randrange(1, 900)},
        "purchase": {"amount": chance.randrange(1, 10_000) / 100 if valid else "much", "currency": "EUR"},
    }
    body |= special.get(kind, {})
    (when,) = chance.choices(list(_WHEN), list(_WHEN.values()))
    if when != "none":
        body["timestamp"] = times.text(began + _away(chance, when))
    return Meant(event_id, mark, body, valid)


def _away(chance: random.Random, when: str) -> timedelta:
    if when == "now":
        return timedelta(seconds=-chance.randrange(600))
    if when == "late":
        return timedelta(minutes=-chance.randrange(4 * 24 * 60))
    return timedelta(minutes=60 + chance.randrange(2 * 24 * 60))


def jobs(seed: int, count: int, began: datetime) -> list[Job]:
    """The clients of a soak with about `count` events: most by batches, a few one by one, some as Segment does."""
    single, segment = count // 50, count // 10
    batches = count - 2 * single - 2 * segment
    sizes = (500, 100, 250, 37)
    made = [(Manner.BATCH, batches // len(sizes), size) for size in sizes]
    made += [(Manner.SINGLE, single, 1)] * 2 + [(Manner.SEGMENT, segment, 100)] * 2
    return [Job(number, seed, manner, many, size, began) for number, (manner, many, size) in enumerate(made)]
