"""The files that there are: page by page, listed for people and for scripts."""

import json
import re
from datetime import datetime

import pytest
from rich.cells import cell_len

from inlet import ApiError
from inlet.commands import selection
from inlet.terminal import output
from tests.unit.inlet.stored.listed import Listed, item, name
from tests.unit.inlet.stored.shelf import told


@pytest.fixture
def listed(shelf):
    shelf.before = made = Listed([item(number) for number in range(8)])
    return made


def test_pages_follow_when_they_are_wanted(client, listed):
    found = client.files()
    assert [next(found).file_id for _ in range(3)] == [name(7), name(6), name(5)]
    assert len(listed.asked) == 1
    assert [one.file_id for one in found] == [name(number) for number in (4, 3, 2, 1, 0)]
    assert [asked.get("cursor") for asked in listed.asked] == [None, ["3"], ["6"]]


def test_no_more_than_wanted(client, listed):
    assert len(list(client.files(limit=4))) == 4
    assert [asked["limit"] for asked in listed.asked] == [["4"], ["1"]]
    assert list(client.files(limit=0)) == []


def test_pages_that_hold_nothing_are_passed_by(client, shelf, listed):
    empty = [{"items": [], "nextCursor": "0"}] * 2
    shelf.before = lambda request: told(200, empty.pop()) if empty else listed(request)
    assert len(list(client.files())) == 8


def test_what_is_asked_for(client, listed):
    wanted = {
        "project": "a b",
        "owner": "u-1",
        "tags": ["ü", "x&y"],
        "status": "completed",
        "type": "image/*",
        "from_": datetime.fromisoformat("2025-12-31T23:00:00-01:00"),
        "to": datetime.fromisoformat("2026-02-01T00:00:00Z"),
        "limit": 1,
    }
    list(client.files(**wanted))
    assert listed.asked == [
        {
            "project": ["a b"],
            "owner": ["u-1"],
            "tag": ["ü", "x&y"],
            "status": ["completed"],
            "type": ["image/*"],
            "from": ["2026-01-01T00:00:00.000Z"],
            "to": ["2026-02-01T00:00:00.000Z"],
            "limit": ["1"],
        }
    ]
    with pytest.raises(ValueError, match="zone"):
        list(client.files(from_=datetime(2026, 1, 1)))  # noqa: DTZ001


def test_a_file_of_a_list(client, listed):
    listed.files = [item(1, tags=["a", "b"])]
    (one,) = client.files()
    assert (one.filename, one.size, one.status, one.tags) == ("1.png", 5, "completed", ("a", "b"))
    assert (one.extracted, one.told) == (None, listed.files[0])


def test_what_the_api_does_not_take_is_raised(client, shelf):
    shelf.before = lambda _: told(400, {"code": "invalid_request", "errors": [{"pointer": "/type", "rule": "form"}]})
    with pytest.raises(ApiError, match="/type form"):
        list(client.files(type="x"))


def test_ls_in_a_pipe(inlet, listed):
    listed.files = [item(1, filename="a\tb\n.png"), item(2, size=None)]
    done = inlet("ls")
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert [[row[0], row[1], row[2], row[4]] for row in rows] == [
        ["2.png", "", "completed", name(2)],
        ["a�b�.png", "5 bytes", "completed", name(1)],
    ]
    assert (done.exit_code, done.stderr) == (0, "")


def test_ls_for_scripts(inlet, listed):
    done = inlet("ls", "--json", "--limit", "3")
    assert [json.loads(line) for line in done.stdout.splitlines()] == listed.files[:4:-1]
    assert "There are more: these are the newest 3" in done.stderr


def test_ls_of_as_many_as_there_are(inlet, listed):
    for arguments in (["--limit", "8"], ["--all"]):
        done = inlet("ls", *arguments)
        assert (len(done.stdout.splitlines()), done.stderr) == (8, "")
    assert inlet("ls", "--limit", "0").exit_code == 2


def test_ls_asks_for_what_is_wanted(inlet, listed):
    chosen = ["--project", "p", "--owner", "u-2", "--tag", "a", "--tag", "b", "--type", "image/*"]
    times = ["--from", "2026-01-01T00:00:00Z", "--to", "2026-01-02T00:00:00Z"]
    assert inlet("ls", *chosen, *times, "--status", "failed").exit_code == 0
    assert listed.asked == [
        {
            "project": ["p"],
            "owner": ["u-2"],
            "tag": ["a", "b"],
            "status": ["failed"],
            "type": ["image/*"],
            "from": ["2026-01-01T00:00:00.000Z"],
            "to": ["2026-01-02T00:00:00.000Z"],
            "limit": ["101"],
        }
    ]
    assert inlet("ls", "--status", "lost").exit_code == 2


def test_a_terminal_lines_up_letters_of_any_width(client, listed, monkeypatch, capsys):
    listed.files = [item(1, filename="日本語.png"), item(2, filename="e\u0301.png"), item(3, filename="[b]x[/b]")]
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    output.table(selection.HEADINGS, map(selection.row, client.files()))
    head, *lines = (re.sub("\x1b\\[[0-9;]*m", "", line) for line in capsys.readouterr().out.splitlines())
    assert [line.split()[0] for line in lines] == ["[b]x[/b]", "e\u0301.png", "日本語.png"]
    assert {cell_len(line.partition("5 bytes")[0]) for line in lines} == {head.index("size")}
