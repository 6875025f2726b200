"""inlet reprocess: files that are named, those that have failed, all of them."""

import json
import uuid
from types import SimpleNamespace

import pytest

from inlet import ApiError, Unreachable
from inlet.terminal.asked import Asked
from tests.unit.inlet.stored.listed import Listed, item, name
from tests.unit.inlet.stored.shelf import ID, told
from tests.unit.inlet.world import lost


@pytest.fixture
def listed(shelf):
    """Eight files, of which 3 and 6 have failed, 5 has just arrived and 1 is in quarantine."""
    statuses = {3: "failed", 6: "failed", 5: "uploaded", 1: "quarantined"}
    files = [item(number, status=statuses.get(number, "completed")) for number in range(8)]
    shelf.before = made = Listed(files)
    return made


@pytest.fixture
def quick(monkeypatch):
    """Nothing is waited for."""
    monkeypatch.setattr("inlet.network.retry.Backoff.pause_seconds", lambda *_: 0.0)


def refusing(*numbers: int, status: int, code: str):
    """What refuses these files."""
    refused = {name(number) for number in numbers}
    return lambda file_id: told(status, {"code": code, "detail": f"It is {code}."}) if file_id in refused else None


def rows(done):
    return [line.split("\t") for line in done.stdout.splitlines()]


def test_each_that_is_named_is_told_of(inlet, listed):
    other = name(99)
    listed.refusing = refusing(99, status=404, code="not_found")
    done = inlet("reprocess", ID, other)
    expected = [[ID, "–", "2", "goes through once more"], [other, "–", "–", "It is not_found."]]
    assert (done.exit_code, rows(done), done.stderr) == (1, expected, "")
    done = inlet("reprocess", ID, "--json")
    assert (done.exit_code, json.loads(done.stdout)) == (
        0,
        {"fileId": ID, "filename": None, "attempt": 2, "error": None},
    )


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["x"],
        ["--failed", "--all"],
        [ID, "--failed"],
        [ID, "--tag", "a"],
        [ID, "--dry-run"],
        ["--tag", "a"],
        ["--all"],  # nobody can be asked
    ],
)
def test_what_is_not_clear_is_not_done(inlet, shelf, arguments):
    assert (inlet("reprocess", *arguments).exit_code, shelf.requests) == (2, [])


def test_those_that_have_failed(inlet, listed):
    done = inlet("reprocess", "--failed", "--type", "image/*", "--tag", "x")
    assert (done.exit_code, [row[:3] for row in rows(done)]) == (0, [[name(6), "6.png", "2"], [name(3), "3.png", "2"]])
    assert listed.asked == [{"status": ["failed"], "type": ["image/*"], "tag": ["x"], "limit": ["500"]}]
    assert "2 files go through once more\n" in done.stderr


def test_all_that_have_come_to_their_end(inlet, listed):
    done = inlet("reprocess", "--all", "--yes", "--json")
    asked = [json.loads(line)["fileId"] for line in done.stdout.splitlines()]
    assert asked == [name(number) for number in (7, 6, 4, 3, 2, 0)]
    assert sorted(listed.again) == sorted(asked)
    assert "6 files go through once more; 1 are on their way already\n" in done.stderr


def test_a_run_under_way_is_told_and_no_failure(inlet, listed):
    listed.refusing = refusing(6, status=409, code="still_processing")
    done = inlet("reprocess", "--failed")
    assert (done.exit_code, rows(done)[0]) == (0, [name(6), "6.png", "–", "It is still_processing."])
    assert "1 files go through once more; 1 are on their way already\n" in done.stderr


def test_what_cannot_go_through_is_named_and_the_others_do(inlet, listed, quick):
    listed.refusing = refusing(6, status=500, code="internal_error")
    done = inlet("reprocess", "--all", "--yes")
    assert done.exit_code == 1
    assert [name(6), "6.png", "–", "It is internal_error."] in rows(done)
    assert sorted(listed.again) == [name(number) for number in (0, 2, 3, 4, 7)]
    assert "5 files go through once more; 1 are on their way already; 1 cannot\n" in done.stderr


def test_an_api_that_fails_for_all_is_left_alone(client, listed):
    listed.refusing = refusing(*range(8), status=503, code="busy")
    with pytest.raises(ApiError) as failed:
        list(client.reprocess_many(map(name, range(100))))
    assert (failed.value.file_id, listed.again) == (name(4), [])


def test_what_concerns_all_ends_it(inlet, listed, shelf):
    listed.refusing = refusing(3, status=403, code="tenant_forbidden")
    done = inlet("reprocess", "--failed", "--parallel", "1")
    assert (done.exit_code, len(rows(done))) == (3, 1)
    assert "newer files were asked for: the same command with --to 2026-01-02T03:04:05.007Z goes on" in done.stderr
    assert f"stopped at {name(3)}" in done.stderr
    assert "It is tenant_forbidden." in done.stderr


def test_it_goes_on_where_it_was_left(inlet, listed, monkeypatch):
    """Whoever interrupts it loses nothing: what was asked for last is asked for once more, which is one run."""
    before = Asked.add

    def interrupted(self, one):
        if one.file_id == name(3):
            raise KeyboardInterrupt
        before(self, one)

    monkeypatch.setattr(Asked, "add", interrupted)
    done = inlet("reprocess", "--all", "--yes", "--parallel", "1")
    assert (done.exit_code, len(rows(done))) == (130, 3)
    (to,) = [line.split()[-3] for line in done.stderr.splitlines() if "--to" in line]
    assert to == "2026-01-02T03:04:05.005Z"


def test_no_more_are_taken_than_are_under_way(client, listed):
    taken: list[int] = []

    def ids():
        for number in range(1000):
            taken.append(number)
            yield name(number)

    told_of = client.reprocess_many(ids())
    assert next(told_of).attempt == 2
    assert len(taken) <= 4


def test_an_api_that_cannot_be_reached(client, shelf):
    def gone(_):
        raise lost()

    shelf.before = gone
    with pytest.raises(Unreachable) as failed:
        list(client.reprocess_many([str(uuid.uuid4()), ID]))
    assert failed.value.file_id


def test_a_dry_run_asks_for_nothing(inlet, listed):
    done = inlet("reprocess", "--all", "--dry-run")
    assert (done.exit_code, listed.again) == (0, [])
    assert [row[4] for row in rows(done)] == [name(number) for number in (7, 6, 4, 3, 2, 0)]
    assert "nothing was asked for" in done.stderr
    done = inlet("reprocess", "--failed", "--dry-run", "--json")
    assert [json.loads(line)["status"] for line in done.stdout.splitlines()] == ["failed", "failed"]


@pytest.mark.parametrize(("answer", "status", "count"), [("y\n", 0, 6), ("n\n", 1, 0), ("\n", 1, 0)])
def test_before_all_a_person_is_asked(inlet, listed, monkeypatch, answer, status, count):
    person = SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr("inlet.commands.reprocess.sys", person)
    done = inlet("reprocess", "--all", input=answer)
    assert (done.exit_code, len(listed.again)) == (status, count)
    assert "Have every file of the tenant processed once more? [y/N]" in done.stderr
