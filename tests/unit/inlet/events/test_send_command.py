"""inlet events send: what it sends, what it says, and how it ends."""

import json
import re

import pytest

from inlet.events import ids
from tests.unit.inlet.events.api import KEY
from tests.unit.inlet.world import lost

FILE = b"""{"event_type": "page_view", "page": "/"}

{"event_type": "purchase"}
not json
{"event_type": "click"}
"""


def types(api):
    return [event["event_type"] for event in api.stored.values()]


def test_a_file(inlet, api, tmp_path):
    file = tmp_path / "app.ndjson"
    file.write_bytes(FILE)
    done = inlet("events", "send", str(file))
    assert (done.status, types(api)) == (1, ["page_view", "click"])
    assert [(row[0], row[2]) for row in done.rows] == [
        ("3", "invalid_event: /amount required"),
        ("4", "cannot_send: event json"),
    ]
    assert "2 accepted, 2 not taken" in done.err
    assert "--resume" not in done.err


def test_stdin_as_json(inlet, api):
    done = inlet("events", "send", "-", "--json", stdin=FILE)
    (told,) = done.json()
    assert (told["accepted"], told["resume"]) == (2, None)
    assert [(one["line"], one["code"], one["errors"]) for one in told["rejected"]] == [
        (3, "invalid_event", [{"pointer": "/amount", "rule": "required"}]),
        (4, "cannot_send", [{"pointer": "", "rule": "json"}]),
    ]


def test_an_array_and_all_is_well(inlet, api):
    done = inlet("events", "send", "-", stdin=b'[{"event_type": "a"},\n {"event_type": "b"}]')
    assert (done.status, done.out, types(api)) == (0, "", ["a", "b"])
    assert inlet("events", "send", "-", stdin=b"[1,").status == 1


def test_one_by_options(inlet, api):
    given = ("--set", "page=/home", "--set", "amount=12.5", "--set", "zip=01234", "--set", 'text="7"', "--set", "a=b=c")
    done = inlet("events", "send", "--type", "view", "--user", "u1", "--time", "2026-01-02T03:04:05Z", *given)
    (event,) = api.stored.values()
    assert done.rows == [[event["event_id"]]]
    assert event == {
        "event_id": event["event_id"],
        "event_type": "view",
        "user_id": "u1",
        "timestamp": event["timestamp"],
        "properties": {"page": "/home", "amount": 12.5, "zip": "01234", "text": "7", "a": "b=c"},
    }
    (told,) = inlet("events", "send", "--type", "view", "--id", "mine", "--json").json()
    assert told == {"accepted": 1, "rejected": [], "eventIds": ["mine"]}


def test_one_that_is_wrong(inlet, api):
    done = inlet("events", "send", "--type", "purchase")
    assert (done.status, done.out, done.err) == (1, "", "error: not taken: invalid_event: /amount required\n")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("-", "--type", "x"),
        ("--user", "u1"),
        ("--set", "a=b"),
        ("--type", "x", "--set", "a"),
        ("--type", "x", "--set", "=a"),
        ("--type", "x", "--time", "soon"),
        ("--type", "x", "--resume", "019ab3c0-0000-7000-8000-000000000000:1"),
        ("-", "--resume", "4"),
        ("-", "--resume", "x:4"),
        ("-", "--resume", "019ab3c0-0000-7000-8000-000000000000:x"),
        ("missing.ndjson",),
    ],
)
def test_what_is_wrong_with_the_command(inlet, api, world, arguments):
    assert inlet("events", "send", *arguments).status == 2
    assert world.requests == []


def test_the_key_goes_before_the_sign_in(inlet, api):
    alone = {"INLET_TOKEN": None}
    assert inlet("events", "send", "--type", "x", "--key", KEY, env=alone).status == 0
    assert inlet("events", "send", "--type", "x", env=alone | {"INLET_WRITE_KEY": KEY}).status == 0
    refused = inlet("events", "send", "--type", "x", "--key", "wk_other")
    assert (refused.status, "revoked" in refused.err) == (3, True)


@pytest.mark.parametrize("as_json", [[], ["--json"]])
def test_an_outage_says_where_to_go_on_and_nothing_counts_twice(inlet, api, world, as_json):
    """The second request has its effect before the network goes."""
    text = b"".join(json.dumps({"event_type": "x", "text": "x" * 30_000}).encode() + b"\n" for _ in range(40))

    def answer(request):
        told = api(request)
        if len(api.requests) > 1:
            raise lost()
        return told

    world.before = answer
    done = inlet("events", "send", "-", "--parallel", "1", *as_json, stdin=text)
    assert done.status == 4
    where = done.json()[0]["resume"] if as_json else re.findall(r"--resume (\S+)", done.err)[0]
    number = int(where.partition(":")[2])
    assert 1 < number <= 40
    assert len(api.stored) > number - 1
    world.before = api
    again = inlet("events", "send", "-", "--resume", where, stdin=text)
    assert (again.status, len(api.stored), api.conflicts) == (0, 40, 0)
    assert f"{41 - number} accepted" in again.err


def test_what_stays_busy_can_be_gone_on_with(inlet, api, monkeypatch):
    run = "019ab3c0-0000-7000-8000-000000000000"
    monkeypatch.setattr(ids, "new_run", lambda: run)
    api.busy = {ids.event_id(run, 2): 6}
    text = b'{"event_type":"a"}\n{"event_type":"b"}\n{"event_type":"c"}\n'
    done = inlet("events", "send", "-", stdin=text)
    assert (done.status, done.rows[0][2]) == (1, "busy")
    assert f"--resume {run}:2" in done.err
    assert inlet("events", "send", "-", "--resume", f"{run}:2", stdin=text).status == 0
    assert (sorted(types(api)), api.conflicts) == (["a", "b", "c"], 0)


def test_ctrl_c_ends_after_what_is_under_way(inlet, api, world):
    """It comes while the first request is being answered."""
    import os
    import signal

    text = b"".join(json.dumps({"event_type": "x", "text": "x" * 30_000}).encode() + b"\n" for _ in range(400))

    def answer(request):
        if not api.requests:
            os.kill(os.getpid(), signal.SIGINT)
        return api(request)

    world.before = answer
    done = inlet("events", "send", "-", "--parallel", "1", stdin=text)
    assert done.status == 130
    number = int(re.findall(r"--resume \S+:(\d+)", done.err)[0])
    assert len(api.stored) == number - 1 < 400
    assert f"{number - 1} accepted" in done.err
