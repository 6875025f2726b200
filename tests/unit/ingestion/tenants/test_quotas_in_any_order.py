"""Whatever is entered, ended and reconfigured, in any order of single calls: the rows agree, none beyond a quota."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.errors import Busy, Problem, QuotaExceeded
from common.files import catalog, usage
from common.files.file import Arrival, FileId
from common.files.lifecycle import Status
from common.files.usage import NOTHING, Amount
from ingestion.uploads import entries, intake
from tests.unit.cloud import NOW, TENANT, pending
from tests.unit.ingestion.conftest import before_call
from tests.unit.ingestion.usage_world import Rows

IDS = [FileId(TENANT, f"00000000-0000-0000-0000-{number:012}") for number in range(12)]
QUOTAS = [Amount(60, 8, 6), Amount(40, 6, 6), Amount(200, 12, 12)]
# Sizes of 10 (None: the type's limit of 30); requests of four are one too many for a transaction of four writes.
REQUESTS = st.tuples(
    st.lists(st.sampled_from(IDS), min_size=1, max_size=5, unique=True), st.sampled_from([10, None]), st.integers(0, 2)
)
ENDS = st.tuples(
    st.sampled_from(IDS), st.sampled_from([Status.UPLOADED, Status.REJECTED, Status.EXPIRED, Status.ABORTED])
)
OPERATIONS = st.lists(REQUESTS | ENDS, min_size=1, max_size=10)
# Before these calls of DynamoDB the next operation overtakes the one that is about to make the call.
OVERTAKING = st.sets(st.integers(1, 40), max_size=12)


def entering(ids: list[FileId], size: int | None, quota: int) -> Callable[[], Any]:
    def enter() -> Any:
        try:
            return intake.enter("catalog", [pending(one, size=size, max_bytes=30) for one in ids], QUOTAS[quota])
        except Problem as refusal:
            return refusal

    return enter


def ending(file_id: FileId, to: Status) -> Callable[[], Any]:
    def end() -> Any:
        file = catalog.find("catalog", file_id)
        if file is None or file.status is not Status.PENDING:
            return None
        arrival = Arrival("v1", "etag", 7, NOW) if to is Status.UPLOADED else None
        try:
            return catalog.move("catalog", file, to, by="test", at=NOW + timedelta(1), arrival=arrival)
        except (catalog.Stale, Busy) as lost:
            return lost

    return end


@pytest.fixture(autouse=True)
def quickly(monkeypatch):
    monkeypatch.setattr("random.uniform", lambda *_: 0)
    monkeypatch.setattr(entries, "TRANSACTION", 4)


class Run:
    """Operations of which each may begin, and end, before any call of another; the rows are looked at before each."""

    def __init__(self, operations: list[Any], overtaking: set[int]) -> None:
        self.rows, self.seen, self.calls = Rows(), [NOTHING], 0
        self._waiting, self._overtaking, self._looking = list(operations), overtaking, False

    def begin_next(self) -> None:
        one, first = self._waiting.pop(0), len(self.seen) - 1
        result = (entering if len(one) == 3 else ending)(*one)()
        self.look()
        if isinstance(result, QuotaExceeded):
            ids, size, quota = one
            # It was right at some moment: some of what it asked for would have been too much.
            most = Amount((size or 30) * len(ids), len(ids), len(ids))
            assert any(exceeds(used + most, QUOTAS[quota]) for used in self.seen[first:])

    def before_call(self, **_: Any) -> None:
        if self._looking:
            return
        self.look()
        self.calls += 1
        if self.calls in self._overtaking and self._waiting:
            self.begin_next()

    def look(self) -> None:
        self._looking = True
        before, now = self.seen[-1], self.rows.check()
        self.seen.append(now)
        rose = [kind for kind in usage.KINDS if getattr(now, kind) > getattr(before, kind)]
        assert all(getattr(now, kind) <= getattr(self.rows.quota(), kind) for kind in rose)
        self._looking = False

    def all(self) -> None:
        while self._waiting:
            self.begin_next()


def exceeds(amount: Amount, quota: Amount) -> bool:
    return any(getattr(amount, kind) > getattr(quota, kind) for kind in usage.KINDS)


@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(OPERATIONS, OVERTAKING)
def test_rows_agree_before_each_call(catalog_table, operations, overtaking):
    Rows().clear()
    run = Run(operations, overtaking)
    with before_call("*", run.before_call):
        run.all()
