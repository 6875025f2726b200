"""What is sent arrives once, whatever happens on the way; what is not taken is named by its place."""

import json
import uuid
from datetime import UTC, datetime

import pytest

from inlet import ApiError, Fault, NotSignedIn, Unreachable
from inlet.events.preparing import ROOM_BYTES
from tests.unit.inlet.events.api import EVENTS, KEY
from tests.unit.inlet.world import Response, _json, lost, problem

RUN = "019ab3c0-0000-7000-8000-000000000000"


def view(number, **more):
    return {"event_type": "page_view", "user_id": f"u{number}", **more}


def test_an_event(client, api):
    done = client.events.send([view(1)])
    (event_id,) = done.event_ids
    assert uuid.UUID(event_id).version == 7
    assert api.stored == {event_id: {"event_id": event_id, **view(1)}}
    assert (done.accepted, done.not_taken, done.first, done.end) == (1, (), 0, 1)
    assert datetime.fromisoformat(api.requests[0]["sent_at"]).tzinfo is not None


def test_nothing_to_send_is_not_sent(client, api, world):
    assert client.events.send([]).accepted == 0
    assert world.requests == []


@pytest.mark.parametrize("name", ["event_id", "eventId"])
def test_an_id_of_its_own_is_kept(client, api, name):
    api.world.before = lambda request: _json(202, {"accepted": 1, "rejected": [], "eventIds": ["mine"]})
    assert client.events.send([view(1, **{name: "mine"})]).event_ids == ("mine",)


def test_no_id_is_as_good_as_none(client, api):
    client.events.send(
        [view(1, event_id=None), '{"event_id": null, "event_type": "click"}', "{}"[:1] + '"event_type":"x"}']
    )
    assert [event["event_type"] for event in api.stored.values()] == ["page_view", "click", "x"]


def test_requests_are_as_large_as_may_be(connect, api):
    with connect(parallel=1) as client:
        assert client.events.send(view(number) for number in range(EVENTS * 2 + 1)).accepted == EVENTS * 2 + 1
    assert [len(request["batch"]) for request in api.requests] == [EVENTS, EVENTS, 1]


def test_large_events_are_divided_by_bytes(client, api):
    done = client.events.send(view(number, text="ü" * 15_000) for number in range(40))
    assert (done.accepted, len(api.requests)) == (40, 3)


def test_none_sends_what_there_is(connect, api):
    with connect(parallel=1) as client:
        told = list(client.events.stream([view(1), None, None, view(2), view(3)]))
    assert [(one.first, one.end) for one in told] == [(0, 1), (1, 3)]


def test_several_requests_are_told_in_order(connect, api):
    with connect(parallel=4) as client:
        told = list(client.events.stream(view(number, text="x" * 30_000) for number in range(100)))
    assert [one.first for one in told] == [0, *(one.end for one in told[:-1])]
    assert told[-1].end == len(api.stored) == 100


def test_one_that_is_wrong_harms_no_other(client, api):
    done = client.events.send([view(1), {"event_type": "purchase"}, view(2)])
    (wrong,) = done.not_taken
    assert (wrong.position, wrong.code, wrong.faults) == (1, "invalid_event", (Fault("/amount", "required"),))
    assert wrong.reason == "invalid_event: /amount required"
    assert done.accepted == 2


def test_where_all_are_wrong_each_is_told(client, api):
    done = client.events.send([{"event_type": "purchase"}] * 2)
    assert [(one.position, one.faults) for one in done.not_taken] == [
        (0, (Fault("/amount", "required"),)),
        (1, (Fault("/amount", "required"),)),
    ]


def test_what_spoils_a_request_is_found(client, api):
    done = client.events.send([view(number, page="\N{SNOWMAN}" if number in (3, 8) else "/") for number in range(11)])
    assert [(one.position, one.code, one.detail) for one in done.not_taken] == [
        (3, "malformed_body", "It is malformed_body."),
        (8, "malformed_body", "It is malformed_body."),
    ]
    assert [event["user_id"] for event in api.stored.values()] == [f"u{n}" for n in range(11) if n not in (3, 8)]


def test_where_everything_is_spoilt_it_is_not_about_events(client, api, world):
    with pytest.raises(ApiError, match="malformed"):
        client.events.send([view(number, page="\N{SNOWMAN}") for number in range(2000)])
    assert len(world.requests) < 60


@pytest.mark.parametrize(
    ("event", "rule"),
    [
        ("{", "json"),
        ('{"event_type": "x"} {}', "json"),
        ('{"event_type": 1, "event_type": 2}', "duplicate"),
        ('{"a": NaN}', "number"),
        ('{"a": -Infinity}', "number"),
        ('{"a": 1e999}', "number"),
        ('{"a": "\udcff"}', "encoding"),
        ("[]", "type"),
        ("7", "type"),
        ("[" * 100_000, "json"),
        (["event"], "type"),
        ({"a": float("nan")}, "number"),
        ({"a": object()}, "type"),
        ({"a": datetime(2026, 1, 1)}, "type"),  # noqa: DTZ001 - without a zone
        ({"a": "\ud800"}, "encoding"),
        ({"a": "x" * ROOM_BYTES}, "size"),
        ('{"a": "' + "x" * ROOM_BYTES + '"}', "size"),
    ],
    ids=lambda given: given if isinstance(given, str) and len(given) < 40 and given.isascii() else "event",
)
def test_what_is_no_event_is_not_sent(client, api, event, rule):
    done = client.events.send([view(0), event, view(2)])
    (wrong,) = done.not_taken
    assert (wrong.position, wrong.code, wrong.faults) == (1, "cannot_send", (Fault("", rule),))
    assert done.accepted == len(api.stored) == 2


def test_an_object_within_itself_is_none(client, api):
    event: dict = {}
    event["self"] = event
    assert client.events.send([event]).not_taken[0].faults == (Fault("", "depth"),)


def test_text_is_sent_as_it_is(client, api, world):
    import gzip

    text = '{"event_type":"x","much":123456789012345678901234567890,"fine":0.10000000000000000555}'
    client.events.send([text])
    assert text[1:-1] in gzip.decompress(world.requests[0].body).decode()


def test_values_of_python(client, api):
    at, name = datetime(2026, 1, 2, 3, tzinfo=UTC), uuid.UUID(RUN)
    client.events.send([view(1, timestamp=at, order=name)])
    (event,) = api.stored.values()
    assert (event["timestamp"], event["order"]) == ("2026-01-02T03:00:00+00:00", RUN)


def test_a_bulk_through_a_connection_that_breaks_again_and_again(client, api, world):
    """Every third request is lost, half of them after their effect."""

    def answer(request):
        number = len(world.requests)
        if number % 6 == 2:
            raise lost()
        told = api(request)
        if number % 6 == 5:
            raise lost()
        return told

    world.before = answer
    done = client.events.send(view(number, text="x" * 300) for number in range(20_000))
    assert (done.accepted, done.not_taken) == (20_000, ())
    assert (set(done.event_ids), api.conflicts) == (set(api.stored), 0)
    assert [api.stored[event_id]["user_id"] for event_id in done.event_ids] == [f"u{n}" for n in range(20_000)]


@pytest.mark.parametrize("trouble", [lost(), problem(503, "busy"), _json(429, {"message": "Too Many Requests"})])
def test_a_lost_answer_counts_nothing_twice(client, api, world, trouble):
    """The request has had its effect before the trouble."""
    troubles = [trouble]

    def answer(request):
        told = api(request)
        if troubles:
            now = troubles.pop()
            if isinstance(now, Exception):
                raise now
            return now
        return told

    world.before = answer
    assert client.events.send([view(1), view(2)]).accepted == 2
    assert (len(world.requests), len(api.stored), api.conflicts) == (2, 2, 0)
    first, second = (request["sent_at"] for request in api.requests)
    assert first <= second


def test_only_what_is_busy_is_sent_again(client, api):
    api.busy = {"b": 2}
    done = client.events.send([view(1, event_id="a"), view(2, event_id="b"), view(3, event_id="c")])
    assert [[event["event_id"] for event in request["batch"]] for request in api.requests] == [
        ["a", "b", "c"],
        ["b"],
        ["b"],
    ]
    assert (set(done.event_ids), done.not_taken) == ({"a", "b", "c"}, ())


def test_what_stays_busy_is_told(client, api):
    api.busy = {"b": 99}
    done = client.events.send([view(1, event_id="a"), view(2, event_id="b")])
    assert [(one.position, one.event_id, one.code) for one in done.not_taken] == [(1, "b", "busy")]
    assert len(api.requests) == 4


def test_a_write_key_goes_before_the_token(connect, api, world):
    with connect(token=None, tenant="t-1") as client:
        assert client.events.send([view(1)], key=f" {KEY}\n").accepted == 1
        assert "X-Tenant-ID" not in world.requests[0].headers
        with pytest.raises(NotSignedIn, match="sign in first"):
            client.events.send([view(1)])
        with pytest.raises(NotSignedIn, match="wrong, or was revoked"):
            client.events.send([view(1)], key="wk_other")
        for key in ("", "ü", "a b", "a:b"):
            with pytest.raises(NotSignedIn, match="the write key is none"):
                client.events.send([view(1)], key=key)


@pytest.mark.parametrize(
    "answer", [problem(400, "invalid_request", ("", "required")), problem(403, "tenant_forbidden")]
)
def test_what_concerns_the_request_is_raised(client, world, answer):
    world.before = lambda request: answer
    with pytest.raises(ApiError):
        client.events.send([view(1)])


def test_an_outage_ends_it_and_the_same_run_goes_on(connect, api, world):
    down = [False]

    def answer(request):
        if down[0]:
            raise lost()
        down[0] = True
        return api(request)

    world.before = answer
    given = [view(number, text="x" * 30_000) for number in range(40)]
    told: list[int] = []
    with connect(parallel=1) as client:
        with pytest.raises(Unreachable):
            told.extend(one.end for one in client.events.stream(given, run=RUN))
        world.before = api
        done = client.events.send(given, run=RUN)
    assert (done.accepted, len(api.stored), api.conflicts) == (40, 40, 0)
    assert 0 < len(told) < 40


def test_a_run_goes_on_from_a_place(connect, api):
    given = [view(number) for number in range(10)]
    with connect() as client:
        whole = client.events.send(given, run=RUN)
        (rest,) = client.events.stream(given[4:], run=RUN, first=4)
        assert rest.event_ids == whole.event_ids[4:]
        assert (rest.first, rest.end) == (4, 10)
        with pytest.raises(ValueError, match="UUID"):
            client.events.send(given, run="mine")


def test_ids_of_runs_differ(client, api):
    client.events.send([view(1)])
    client.events.send([view(1)])
    assert len(api.stored) == 2


def test_something_else_that_answers_is_no_api(client, world):
    world.before = lambda request: Response(200, json.dumps({"hello": "world"}).encode())
    with pytest.raises(Unreachable, match="not Inlet's API"):
        client.events.send([view(1)])
