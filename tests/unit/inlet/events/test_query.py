"""SQL over the archive: asked, awaited, read page by page, and printed."""

import csv
import io
import json
import time

import pytest

from inlet import ApiError, Column, QueryFailed
from tests.unit.inlet.world import _json

SQL = "select event_type, count(*) from events group by 1"
ID = "6f1c0e7e-7a64-4b53-9d5c-1f2a3b4c5d6e"
COLUMNS = [{"name": "event_type", "type": "varchar"}, {"name": "_col1", "type": "bigint"}]
PAGES = {
    "": ([["page_view", "5"], [None, "1"]], "a=b&c"),
    "a=b&c": ([['say "hi",\nthere', "2"]], None),
}


class Archive:
    """The API's /queries: running for some questions, then as `status` says."""

    def __init__(self):
        self.running, self.status, self.reason, self.asked = 2, "succeeded", None, []

    def __call__(self, request):
        if request.route == "POST /queries":
            self.asked.append(json.loads(request.body))
            return _json(202, {"queryId": ID, "status": "running"})
        route, _, cursor = request.route.partition("?cursor=")
        assert route == f"GET /queries/{ID}"
        self.running -= 1
        status = "running" if self.running >= 0 else self.status
        rows, following = PAGES[cursor.replace("%3D", "=").replace("%26", "&")] if status == "succeeded" else ([], None)
        told = {"columns": COLUMNS if status == "succeeded" else [], "rows": rows, "nextCursor": following}
        reason = self.reason if status == "failed" else None
        return _json(200, {"queryId": ID, "status": status, "scannedBytes": 2048, "reason": reason, **told})


@pytest.fixture
def archive(world, monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda _: None)
    world.before = found = Archive()
    return found


def test_values(client, archive):
    found = client.events.query(SQL)
    assert archive.asked == [{"sql": SQL}]
    assert (found.query_id, found.scanned_bytes) == (ID, 2048)
    assert found.columns == (Column("event_type", "varchar"), Column("_col1", "bigint"))
    assert list(found.rows) == [("page_view", "5"), (None, "1"), ('say "hi",\nthere', "2")]


def test_a_query_that_fails_says_why(client, archive):
    archive.status, archive.reason = "failed", "DIVISION_BY_ZERO: Division by zero"
    with pytest.raises(QueryFailed, match="Division by zero"):
        client.events.query(SQL)


def test_sql_that_is_refused(client, world):
    fault = {"pointer": "/sql", "rule": "function"}
    refusal = {"code": "invalid_request", "detail": "Queries may not call this function.", "errors": [fault]}
    world.before = lambda request: _json(400, refusal)
    with pytest.raises(ApiError, match="/sql function"):
        client.events.query("select read_csv('x')")


def test_the_table(inlet, archive):
    done = inlet("events", "query", SQL)
    assert done.status == 0
    assert done.rows[:2] == [["page_view", "5"], ["–", "1"]]
    assert len(done.rows) == 3
    assert "2.0 kB read" in done.err


def test_csv(inlet, archive):
    done = inlet("events", "query", "--csv", SQL)
    rows = list(csv.reader(io.StringIO(done.out)))
    assert rows == [["event_type", "_col1"], ["page_view", "5"], ["", "1"], ['say "hi",\nthere', "2"]]


def test_json(inlet, archive):
    (told,) = inlet("events", "query", "--json", SQL).json()
    rows = [["page_view", "5"], [None, "1"], ['say "hi",\nthere', "2"]]
    assert told == {"queryId": ID, "scannedBytes": 2048, "columns": COLUMNS, "rows": rows}


def test_sql_from_stdin(inlet, archive):
    assert inlet("events", "query", "-", stdin=SQL.encode()).status == 0
    assert archive.asked == [{"sql": SQL}]


def test_failures(inlet, archive):
    archive.status, archive.reason = "failed", "The query failed."
    done = inlet("events", "query", SQL)
    assert (done.status, done.out) == (1, "")
    assert "The query failed." in done.err
    assert inlet("events", "query", "--csv", "--json", SQL).status == 2
    assert inlet("events", "query").status == 2
