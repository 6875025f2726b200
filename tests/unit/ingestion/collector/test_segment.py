"""What becomes of Segment's calls: which member of theirs is which of ours."""

import pytest

from common.errors import BodyTooLarge, InvalidRequest
from ingestion.collector import schemas, segment
from ingestion.collector.form import MAX_EVENTS


def one(call, **message):
    """The event of a call that has one."""
    (item,) = segment.read(call, message).items
    assert (item.index, item.pointer) == (0, "")
    return item.event


def nested(levels):
    """An object that is so many levels deep."""
    return {"a": nested(levels - 1)} if levels > 1 else {}


def batch(*messages, **more):
    return segment.read("batch", {"batch": list(messages)} | more)


def test_a_track_is_an_event_of_the_type_that_it_names():
    event = one(
        "track",
        event="Order Completed",
        messageId="m-1",
        userId="u1",
        anonymousId="a1",
        timestamp="2026-11-21T13:00:00Z",
        sentAt="2026-11-21T13:00:01Z",
        properties={"total": 5, "userId": "kept"},
        context={"ip": "192.0.2.7", "userAgent": "x"},
        integrations={"All": False},
        writeKey="wk_secret",
        _metadata={"retryCount": 1},
    )
    assert event == {
        "event_type": "Order Completed",
        "event_id": "m-1",
        "user_id": "u1",
        "anonymous_id": "a1",
        "timestamp": "2026-11-21T13:00:00Z",
        "sent_at": "2026-11-21T13:00:01Z",
        "context": {"ip": "192.0.2.7", "userAgent": "x"},
        "properties": {"total": 5, "userId": "kept"},
    }


@pytest.mark.parametrize(
    ("call", "message", "event_type", "properties"),
    [
        ("track", {"event": "click"}, "click", {}),
        ("track", {"event": "click", "properties": None}, "click", {}),
        ("track", {"event": "click", "traits": {"a": 1}}, "click", {}),
        ("identify", {"traits": {"plan": "pro"}}, "identify", {"plan": "pro"}),
        ("identify", {"properties": {"a": 1}}, "identify", {}),
        ("group", {"groupId": "g1", "traits": {"name": "Ltd"}}, "group", {"group_id": "g1", "name": "Ltd"}),
        ("alias", {"previousId": "a1", "userId": "u1"}, "alias", {"previous_id": "a1"}),
        ("screen", {"name": "Home"}, "screen", {"name": "Home"}),
        ("screen", {"category": "Docs"}, "screen", {"name": "Docs", "category": "Docs"}),
        ("screen", {}, "screen", {"name": "(unnamed)"}),
        ("page", {"properties": {"path": "/a", "url": "https://x/a"}}, "page_view", {"page": "/a", "path": "/a"}),
        ("page", {"properties": {"url": "https://x/a"}}, "page_view", {"page": "https://x/a"}),
        ("page", {"name": "Home", "category": "Docs"}, "page_view", {"page": "Home", "name": "Home"}),
        ("page", {"name": "", "category": "Docs"}, "page_view", {"page": "Docs", "category": "Docs"}),
        (
            "page",
            {"name": "Home", "properties": {"page": "/own", "name": "x"}},
            "page_view",
            {"page": "/own", "name": "Home"},
        ),
        ("page", {}, "page_view", {"page": "(unnamed)"}),
        ("page", {"properties": {"path": ""}}, "page_view", {"page": "(unnamed)"}),
    ],
)
def test_each_call_is_an_event_of_ours(call, message, event_type, properties):
    event = one(call, userId="u1", **{name: value for name, value in message.items() if name != "userId"})
    assert event["event_type"] == event_type
    assert event["properties"].items() >= properties.items()
    assert schemas.fits(event_type, event["properties"])


def test_what_is_empty_is_as_good_as_not_said():
    event = one("track", event="x", userId="", anonymousId=None, messageId="", timestamp=None, context=None)
    assert event == {"event_type": "x", "properties": {}}


def test_paths_are_calls_or_their_first_letter():
    assert {segment.call_of(path) for path in "tipsgab"} == segment.CALLS
    assert {segment.call_of(path) for path in segment.CALLS} == segment.CALLS
    for path in ("", "x", "T", "Track", "tr", "import", "projects", "track/", "b" * 1000):
        assert segment.call_of(path) is None


def test_the_path_says_of_which_type_a_message_is():
    assert one("identify", type="track", event="x")["event_type"] == "identify"


def test_a_batch_is_of_many_types():
    sent = batch(
        {"type": "track", "event": "x"},
        {"type": "page", "name": "Home"},
        {"type": "alias", "previousId": "a"},
        sentAt="2026-11-21T13:00:01.123456+00:00",
        writeKey="wk_secret",
        context={"library": "shared", "app": {"name": "A"}},
    )
    assert [item.event["event_type"] for item in sent.items] == ["x", "page_view", "alias"]
    assert [(item.index, item.pointer) for item in sent.items] == [(0, "/batch/0"), (1, "/batch/1"), (2, "/batch/2")]
    assert {item.event["sent_at"] for item in sent.items} == {"2026-11-21T13:00:01.123456+00:00"}
    assert all(item.event["context"] == {"library": "shared", "app": {"name": "A"}} for item in sent.items)


def test_a_messages_own_context_counts_before_the_batchs():
    sent = batch(
        {"type": "track", "event": "x", "context": {"library": "own"}},
        {"type": "track", "event": "x", "context": 5},
        context={"library": "shared", "os": "y"},
    )
    assert [item.event["context"] for item in sent.items] == [{"library": "own", "os": "y"}, 5]


@pytest.mark.parametrize("sent_at", [None, 5, "", "yesterday", {}, "2026-11-21T13:00:01"])
def test_a_time_of_sending_that_cannot_be_read_refuses_nothing(sent_at):
    sent = batch({"type": "track", "event": "x"}, sentAt=sent_at)
    assert [item.event for item in sent.items] == [{"event_type": "x", "properties": {}}]


def test_a_messages_own_time_of_sending_counts_before_the_batchs():
    own, of_all = "2026-11-21T13:00:01Z", "2026-11-21T13:00:02Z"
    sent = batch({"type": "track", "event": "x", "sentAt": own}, {"sentAt": ""}, 5, sentAt=of_all)
    first, second, third = [item.event for item in sent.items]
    assert (first["sent_at"], second["sent_at"], third) == (own, of_all, 5)


@pytest.mark.parametrize(
    "message",
    [
        {"event": "x", "userId": "u1"},
        {"type": "purchase", "userId": "u1"},
        {"type": ["track"], "event": "x"},
        {"type": None},
        {"type": "batch", "batch": []},
        {"type": "track", "properties": {"a": 1}},
    ],
)
def test_what_is_no_message_of_segments_is_kept_whole_to_be_refused(message):
    (item,) = batch(message | {"writeKey": "wk_secret"}).items
    assert "event_type" not in item.event
    assert item.event["properties"] == message


@pytest.mark.parametrize("message", [None, 5, "track", [], True])
def test_what_is_no_object_stays_what_it_is(message):
    (item,) = batch(message, context={"a": 1}).items
    assert item.event is message


def test_a_context_is_shared_by_as_many_messages_as_there_is_room_for():
    shared = {"a": "é" * 1_996}  # 4,000 bytes
    message = {"type": "track", "event": "x"}
    assert len(batch(*[message] * 2000, context=shared).items) == 2000
    with pytest.raises(BodyTooLarge):
        batch(*[message] * 2001, context=shared)


@pytest.mark.parametrize(
    ("call", "body", "fault"),
    [
        ("batch", {"batch": [{}], "context": nested(101)}, ("/context", "depth")),
        ("track", None, ("", "type")),
        ("track", [], ("", "type")),
        ("batch", "x", ("", "type")),
        ("batch", {}, ("/batch", "required")),
        ("batch", {"batch": None}, ("/batch", "required")),
        ("batch", {"batch": {}}, ("/batch", "type")),
        ("batch", {"batch": []}, ("/batch", "minItems")),
        ("batch", {"batch": [{}] * (MAX_EVENTS + 1)}, ("/batch", "maxItems")),
    ],
)
def test_requests_that_are_none(call, body, fault):
    with pytest.raises(InvalidRequest) as refused:
        segment.read(call, body)
    assert [(one.pointer, one.rule) for one in refused.value.faults] == [fault]
