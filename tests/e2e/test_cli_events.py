"""Events by the client and the command line against the whole system: each counts once, whatever breaks on the way."""

import json
import re
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import uuid4

import pytest

from inlet import Backoff, Client
from tests.e2e.cloud import Cloud, eventually
from tests.e2e.command import Inlet, told
from tests.faults.fault import DROP, LOSE_ANSWER, Fault, Kind
from tests.faults.plan import Match, Nth
from tests.faults.proxy import Proxy

SENT = Match("api:POST /events")
RUN = uuid4().hex[:8]  # so that what an earlier run left in a cloud that is kept is not counted


@pytest.fixture(scope="module")
def inlet(tmp_path_factory, cloud, people) -> Inlet:
    """The shell of Eve, who is signed in."""
    made, user = Inlet(tmp_path_factory.mktemp("eve")), people("eve")
    options = ("--api", cloud.outputs["api_url"], "--username", user.email, "--password-stdin")
    assert made("login", *options, stdin=user.password.encode()).status == 0
    return made


@pytest.fixture(scope="module")
def key(inlet) -> str:
    """A write key of hers."""
    return inlet("keys", "create", "e2e").out.strip()


@pytest.fixture(scope="module")
def network(cloud: Cloud) -> Iterator[Proxy]:
    """What lies between the sender and the API, where it is asked by `rough`."""
    with Proxy(cloud.endpoint) as proxy:
        yield proxy


@pytest.fixture
def rough(cloud, network) -> str:
    """The API's address through that network."""
    return cloud.outputs["api_url"].replace(cloud.endpoint, network.url)


def counted(inlet: Inlet, event_type: str) -> int:
    """How many events of a type the totals tell of."""
    told = inlet("events", "stats", "--type", event_type, "--by", "day", "--from", "2d", "--json").json()[0]["items"]
    return sum(one["count"] for one in told)


def await_counted(inlet: Inlet, event_type: str, count: int) -> None:
    """Waits until so many are counted, as long as they become more."""
    known = counted(inlet, event_type)
    while known < count:
        known = eventually(partial(more, inlet, event_type, known))
    assert known == count


def more(inlet: Inlet, event_type: str, known: int) -> int | None:
    """The count, if it has grown."""
    now = counted(inlet, event_type)
    return now if now > known else None


def lines(event_type: str, count: int, size: int = 0) -> bytes:
    """A file of events of more than `size` bytes each, that have no ids of their own."""
    about = {"event_type": event_type, "text": "x" * size}
    return b"".join(
        json.dumps(about | {"user_id": f"u{number % 50}", "number": number}).encode() + b"\n" for number in range(count)
    )


def test_one_event_is_sent_found_and_followed(inlet):
    done = inlet("events", "send", "--type", "page_view", "--user", f"eve-{RUN}", "--set", "page=/home")
    event_id = done.out.strip()
    assert (done.status, len(event_id)) == (0, 36)
    found = eventually(lambda: inlet("events", "--user", f"eve-{RUN}", "--json").json()[0]["items"])
    assert [(one["eventId"], one["type"], one["properties"]) for one in found] == [
        (event_id, "page_view", {"page": "/home"})
    ]
    assert inlet("events", "--user", f"eve-{RUN}").rows[0][1:4] == ["page_view", f"eve-{RUN}", event_id]
    with inlet.running("events", "tail", "--json", "--user", f"eve-{RUN}", "--from", "10m") as process:
        assert json.loads(process.stdout.readline())["eventId"] == event_id
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130


def test_a_file_whose_bad_lines_are_named(inlet, key, cloud):
    good = lines(f"file_{RUN}", 30).splitlines(keepends=True)
    text = b"".join([*good[:10], b"not json\n", b"\n", b'{"event_type": "purchase", "amount": "much"}\n', *good[10:]])
    alone = {"INLET_WRITE_KEY": key, "INLET_API": cloud.outputs["api_url"], "XDG_STATE_HOME": "/nonexistent"}
    done = inlet("events", "send", "-", "--json", stdin=text, **alone)
    (said,) = done.json()
    assert (done.status, said["accepted"], said["resume"]) == (1, 30, None)
    assert [(one["line"], one["code"], one["errors"]) for one in said["rejected"]] == [
        (11, "cannot_send", [{"pointer": "", "rule": "json"}]),
        (13, "invalid_event", [{"pointer": "/amount", "rule": "type"}]),
    ]
    eventually(lambda: counted(inlet, f"file_{RUN}") == 30)
    shown = inlet("events", "stats", "--type", f"file_{RUN}", "--from", "2d")
    assert "30" in [cell for row in shown.rows for cell in row]


def test_a_bulk_through_an_interrupted_connection_counts_once(inlet, key, network, rough):
    """Of the requests some are cut, of some the answer is lost: what was sent twice is stored once."""
    rules = Nth(SENT, LOSE_ANSWER, 2), Nth(SENT, DROP, 4), Nth(SENT, Fault(Kind.CUT_REQUEST, share=0.5), 6)
    network.log.clear()
    with Client(rough, backoff=Backoff(first_seconds=0.05)) as client, network.following(*rules):
        done = client.events.send(lines(f"bulk_{RUN}", 1_500, size=1_000).decode().splitlines(), key=key)
    assert len(network.log.faults()) == 3
    assert (done.accepted, len(set(done.event_ids)), done.not_taken) == (1_500, 1_500, ())
    await_counted(inlet, f"bulk_{RUN}", 1_500)


def test_what_is_interrupted_goes_on_where_it_was(inlet, key, network, rough, tmp_path):
    """Ctrl-C while the second request is under way."""
    file = tmp_path / "app.ndjson"
    file.write_bytes(lines(f"ctrl_c_{RUN}", 1_200, size=1_000))
    command = ("events", "send", file, "--parallel", "1", "--key", key, "--api", rough)
    network.log.clear()
    with network.following(Nth(SENT, Fault(Kind.DELAY, seconds=3), 2)), inlet.running(*command) as process:
        eventually(lambda: len(network.log.all("api:POST /events")) > 0 and process.poll() is None)
        process.send_signal(signal.SIGINT)
        done = told(process, *process.communicate(timeout=60))
    assert done.status == 130
    (place,) = re.findall(r"--resume (\S+)", done.err)
    assert 1 < int(place.partition(":")[2]) <= 1_200
    rest = inlet(*command, "--resume", place)
    assert rest.status == 0
    await_counted(inlet, f"ctrl_c_{RUN}", 1_200)


def test_an_id_that_is_taken_is_a_bad_event_until_it_gets_another(inlet):
    one = ("events", "send", "--type", f"bad_{RUN}", "--id", f"taken-{RUN}")
    assert inlet(*one, "--set", "n=1").status == 0
    eventually(lambda: counted(inlet, f"bad_{RUN}") >= 1)
    assert inlet(*one, "--set", "n=2").status == 0
    (bad,) = [found for found in eventually(lambda: conflicts(inlet)) if found["eventId"] == one[-1]]
    shown = inlet("events", "bad", "show", bad["badEventId"]).out
    assert "event_conflict" in shown
    assert inlet("events", "bad", "replay", bad["badEventId"]).status == 1  # the id is still taken
    before = counted(inlet, f"bad_{RUN}")
    assert inlet("events", "bad", "replay", bad["badEventId"], "--new-id").status == 0
    eventually(lambda: counted(inlet, f"bad_{RUN}") == before + 1)


def conflicts(inlet: Inlet) -> list[dict]:
    """Bad events of the last hour that have another's id."""
    found = inlet("events", "bad", "list", "--from", "1h", "--json").json()[0]["items"]
    return [one for one in found if one["code"] == "event_conflict"]


def test_a_key_that_is_revoked_is_refused(inlet):
    made = inlet("keys", "create", "short-lived", "--json").json()[0]
    assert [row[1] for row in inlet("keys").rows if row[0] == made["id"]] == ["short-lived"]
    assert inlet("keys", "revoke", made["id"]).status == 0
    done = inlet("events", "send", "--type", f"key_{RUN}", "--key", made["key"])
    assert (done.status, "revoked" in done.err) == (3, True)


def test_times_of_ones_own(inlet, key):
    hours_ago = (datetime.now(UTC) - timedelta(hours=5)).replace(minute=30, second=0, microsecond=0)
    sent = inlet("events", "send", "--type", f"late_{RUN}", "--time", hours_ago.isoformat(), "--key", key)
    assert sent.status == 0
    hour = f"{hours_ago:%Y-%m-%dT%H:00:00}"
    told = eventually(
        lambda: inlet("events", "stats", "--type", f"late_{RUN}", "--from", "1d", "--json").json()[0]["items"]
    )
    assert [one["count"] for one in told if one["start"].startswith(hour)] == [1]
