"""Who changed a file: page by page, for people and for scripts."""

import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from inlet.commands import history
from inlet.stored.values import Change
from inlet.terminal import moments, output
from tests.unit.inlet.stored.shelf import ID, told

USER = "u-" + "ab" * 16


def item(number, action="changed", by=USER, **changes):
    made = {name: {"before": before, "after": after} for name, (before, after) in changes.items()}
    about = {"revision": number, "at": f"2026-01-02T03:04:05.{number:03}Z", "by": by, "action": action}
    return about | {"changes": made, "aFieldOfLater": True}


ITEMS = [
    item(8, "restored", status=("deleted", "completed")),
    item(7, "deleted", status=("completed", "deleted")),
    item(6, filename=("a.png", "Tür; \x1b[31m→.png"), projectId=("default", "archive")),
    item(5, tags=(["x", "ü"], []), metadata=({}, {"k": "v"})),
    item(4, "failed", "finish", status=("processing", "failed"), reasonCode=(None, "step_failed")),
    item(1, "announced", status=(None, "pending"), filename=(None, "a.png")),
]


@pytest.fixture
def asked(shelf):
    """Answers with two items a page; the queries."""
    queries = []

    def answer(request):
        parts = urlsplit(request.path)
        assert (request.method, parts.path) == ("GET", f"/files/{ID}/history")
        query = parse_qs(parts.query)
        queries.append(query)
        start = int(query.get("cursor", ["0"])[0])
        end = start + min(2, int(query["limit"][0]))
        return told(200, {"items": ITEMS[start:end], "nextCursor": str(end) if end < len(ITEMS) else None})

    shelf.before = answer
    return queries


def test_pages_follow_when_they_are_wanted(client, asked):
    found = client.history(ID)
    first = next(found)
    assert (first.revision, first.action, first.by) == (8, "restored", USER)
    assert first.changes == {"status": ("deleted", "completed")}
    assert len(asked) == 1
    assert [one.revision for one in found] == [7, 6, 5, 4, 1]
    assert len(list(client.history(ID, limit=3))) == 3


def test_a_table_for_people(inlet, asked, monkeypatch):
    monkeypatch.setattr(moments, "shown", lambda at: "then")
    shown = inlet("history", ID)
    assert shown.exit_code == 0
    assert [line.split("\t") for line in shown.stdout.splitlines()] == [
        ["then", USER, "restored", "status: deleted → completed"],
        ["then", USER, "deleted", ""],
        ["then", USER, "changed", "filename: a.png → Tür; �[31m→.png; projectId: default → archive"],
        ["then", USER, "changed", 'tags: ["x", "ü"] → –; metadata: – → {"k": "v"}'],
        ["then", "finish", "failed", "reasonCode: step_failed"],
        ["then", USER, "announced", "filename: a.png"],
    ]
    assert "\x1b" not in shown.stdout


def test_json_for_scripts(inlet, asked):
    shown = inlet("history", ID, "--json", "--all")
    assert [json.loads(line) for line in shown.stdout.splitlines()] == ITEMS
    assert shown.stdout.isascii()


def test_that_there_are_more_is_said(inlet, asked):
    shown = inlet("history", ID, "--limit", "3")
    assert len(shown.stdout.splitlines()) == 3
    assert "the newest 3" in shown.stderr
    assert "more" not in inlet("history", ID, "--limit", "6").stderr


def test_names_of_others_steer_no_terminal(capsys):
    name = ("\u202e\x9b31m", "\r\nb")
    evil = Change(1, datetime.now(UTC), "u-\x1b]0;x\x07", "\x1b[2J", {"filename": name})
    row = history._row(evil)
    output.table(("a", "b", "c", "d"), [row])
    said = capsys.readouterr().out
    assert len(said.splitlines()) == 1
    assert not {"\x1b", "\x07", "\x9b", "\u202e", "\r"} & set(said)


def test_a_file_that_is_none_is_told(inlet, shelf):
    shelf.before = lambda request: told(404, {"code": "not_found", "title": "There is nothing here that you can see"})
    shown = inlet("history", ID)
    assert shown.exit_code != 0
    assert "nothing here" in shown.stderr
