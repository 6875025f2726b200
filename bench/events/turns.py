"""A turn: one side, one client, so many events; timed, counted, and checked afterwards."""

import json
import random
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.events import contents, ledger, load, side
from bench.events.ledger import Tally
from bench.events.side import Side
from local.outputs import client
from tools.embedded import Embedded

# A line of the log is written just after the answer that it is about.
_LINES_SECONDS = 0.3


class CallLog:
    """The emulator's log of calls, read on from where it was read before."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read = 0

    def skip(self) -> None:
        """Passes over what is there."""
        self._read = self._file.stat().st_size

    def lines(self) -> list[dict[str, Any]]:
        """What has been written since."""
        time.sleep(_LINES_SECONDS)
        with self._file.open("rb") as file:
            file.seek(self._read)
            return [json.loads(line) for line in file if line.endswith(b"\n")]


@dataclass(frozen=True)
class Turn:
    """Seconds until all was accepted, and until all was stored; what each call took; what was asked of AWS."""

    events: int
    accepted_seconds: float
    stored_seconds: float
    latencies: tuple[float, ...]
    tally: Tally


@dataclass
class Contestant:
    """A side with a client that sends `a_call` events in a call, `events` in a turn."""

    cloud: Embedded
    log: CallLog
    side: Side
    a_call: int
    events: int
    lanes: int
    chance: random.Random
    turns: list[Turn] = field(default_factory=list)

    @property
    def name(self) -> str:
        """`Inlet, 100 a call`."""
        return f"{self.side.name}, {self.a_call} a call"

    def __call__(self) -> float:
        """Sends, waits, checks; the seconds until all was stored."""
        events = contents.drawn(self.chance, self.events)
        bodies = contents.bodies(events, self.a_call)
        self.log.skip()
        sent = load.send(self.side.url, self.side.headers, bodies, self.lanes, self.side.accepted)
        stored = side.wait_until_stored(client("sqs", self.cloud.place), self.side.queue_url) - sent.began
        if sent.accepted != len(events):
            raise side.Wrong(f"{self.name}: {sent.accepted} accepted of {len(events)}")
        self.side.finish()
        tally = ledger.tally(self.log.lines(), self.side.design)
        side.verify(client("dynamodb", self.cloud.place), self.side, [event["event_id"] for event in events])
        self.turns.append(Turn(len(events), sent.seconds, stored, sent.latencies, tally))
        return stored
