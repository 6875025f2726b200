"""Operations on files: p50 and p95 of each, beside the calls of DynamoDB that it makes and nothing else."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from bench import report, rounds
from bench.catalogue import asking, bare
from bench.catalogue.asking import Handler, Wrong

HEAD = ("embedded AWS", "calls", "p50, ms", "p95, ms", "bare calls, ms", "p50 / bare")
MANY = 100
TAGGED = f"POST /files/batch, tags of {MANY}"

_GET, _PATCH, _DELETE = "GET /files/{id}", "PATCH /files/{id}", "DELETE /files/{id}"
_CONTENT, _RESTORE, _BATCH = "GET /files/{id}/content", "POST /files/{id}/restore", "POST /files/batch"
_HISTORY = "GET /files/{id}/history"
_ANY = {"if-match": "*"}


Answered = tuple[float, dict[str, Any]]


@dataclass(frozen=True)
class Act:
    """What is asked, and answered after some seconds; `before` it something may have to be done each time."""

    ask: Callable[[], Answered]
    before: Callable[[], Any] = lambda: None

    def seconds(self) -> float:
        self.before()
        return self.ask()[0]


@dataclass(frozen=True)
class Operations:
    """Routes by `handlers`, whose calls `record` notes; the same ones bare are made by `dynamodb`."""

    handlers: Mapping[str, Handler]
    record: bare.Record
    dynamodb: Any

    def measure(self, ids: Sequence[str], count: int) -> str:
        """The table; `ids` are a hundred files that can be read."""
        return report.table(HEAD, [self._row(name, act, count) for name, act in self._acts(ids).items()])

    def _row(self, name: str, act: Act, count: int) -> tuple[str, ...]:
        act.seconds()  # the first time functions ask what they then know
        act.before()
        calls = self.record.during(act.ask)
        again = bare.again(self.dynamodb, calls)
        took = rounds.run({"ours": act.seconds, "bare": lambda: _seconds(again)}, count, warm_up=min(2, count - 1))
        ours, beside = took["ours"], took["bare"]
        times = [report.milliseconds(one) for one in (ours.median, ours.percentile(95), beside.median)]
        return name, str(len(calls)), *times, f"{ours.median / beside.median:.2f}"

    def _acts(self, ids: Sequence[str]) -> dict[str, Act]:
        """What is measured, by the names of the table."""
        one, two, three = ids[:3]
        bodies = cycle([{"filename": "a", "tags": ["everywhere", "b"]}, {"filename": "b", "tags": ["everywhere"]}])
        tags = cycle([("tag", "b"), ("untag", "b")])

        def go() -> Answered:
            return self._ask(_DELETE, three)

        def come_back() -> Answered:
            return self._ask(_RESTORE, three)

        return {
            _GET: Act(lambda: self._ask(_GET, one)),
            _CONTENT: Act(lambda: self._ask(_CONTENT, one, accept="application/json")),
            _HISTORY: Act(lambda: self._ask(_HISTORY, one)),
            _PATCH: Act(lambda: self._ask(_PATCH, two, body=next(bodies), **_ANY)),
            _DELETE: Act(go, before=come_back),
            _RESTORE: Act(come_back, before=go),
            TAGGED: Act(lambda: self._batch(ids, *next(tags))),
        }

    def _batch(self, ids: Sequence[str], operation: str, tag: str) -> Answered:
        body = {"operation": operation, "fileIds": list(ids), "tags": [tag]}
        answered = self._ask(_BATCH, body=body)
        codes = {result["code"] for result in json.loads(answered[1]["body"])["results"]}
        if codes != {None}:
            raise Wrong(f"{_BATCH}: {codes}")
        return answered

    def _ask(self, route: str, file_id: str | None = None, body: Any = None, **headers: str) -> Answered:
        return asking.answered(self.handlers[route], asking.event(route, file_id, body=body, **headers))


def _seconds(act: Callable[[], None]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started
