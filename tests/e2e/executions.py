"""When functions ran, by the embedded cloud's log (local/call_log.py), and how many runs there were at once."""

import json
from collections.abc import Iterable
from pathlib import Path

Span = tuple[float, float]  # its beginning and its end, in seconds


def spans(log: Path, function: str, since: int = 0) -> list[Span]:
    """The runs of the function (its full name) that ended, in the log from its byte `since` on."""
    with log.open("rb") as lines:
        lines.seek(since)
        told = (json.loads(line) for line in lines if b'"kind": "run"' in line)
        return [(one["began"], one["ended"]) for one in told if one["function"] == function]


def at_once(runs: Iterable[Span]) -> int:
    """The most runs that there were at one time. What ends just as another begins is counted with it."""
    turns = sorted((at, order) for began, ended in runs for at, order in ((began, 0), (ended, 1)))
    most = now = 0
    for _, order in turns:
        now += -1 if order else 1
        most = max(most, now)
    return most
