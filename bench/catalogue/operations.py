"""Single calls about a file: p50 and p95 of each, beside a bare call that gets its row."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from bench import report, rounds
from bench.catalogue import asking
from bench.catalogue.asking import Handler
from common.files import file_rows
from common.files.file import FileId

HEAD = ("embedded AWS", "p50, ms", "p95, ms", "GetItem, ms", "p50 / GetItem")


@dataclass(frozen=True)
class Operations:
    """Calls by `handlers`, which are named by their routes, about files of `tenant` in `table`."""

    handlers: Mapping[str, Handler]
    dynamodb: Any
    table: str
    tenant: str

    def measure(self, ids: Sequence[str], count: int) -> str:
        """The table; `ids` are files that can be read."""
        rows = []
        for route, handler in self.handlers.items():
            ways = {"ours": partial(self._handled, route, handler, ids[0]), "bare": partial(self._got, ids[0])}
            took = rounds.run(ways, count, warm_up=min(2, count - 1))
            ours, bare = took["ours"], took["bare"]
            times = [report.milliseconds(one) for one in (ours.median, ours.percentile(95), bare.median)]
            rows.append((route, *times, f"{ours.median / bare.median:.2f}"))
        return report.table(HEAD, rows)

    def _handled(self, route: str, handler: Handler, file_id: str) -> float:
        return asking.answered(handler, asking.event(route, file_id, accept="application/json"))[0]

    def _got(self, file_id: str) -> float:
        started = time.perf_counter()
        key = file_rows.row_key(FileId(self.tenant, file_id))
        self.dynamodb.get_item(TableName=self.table, Key=key, ConsistentRead=True)
        return time.perf_counter() - started
