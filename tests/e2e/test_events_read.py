"""What was sent is found again, by its user, its type and its time; what could not be kept is found and sent again."""

import uuid
from datetime import timedelta

import pytest

from common import times
from common.events import message
from common.events.message import Refused
from tests.e2e.batches import batch
from tests.e2e.cloud import eventually
from tests.e2e.conftest import signed_in


def told(answer, status=200):
    """The body of an answer that has to have this status."""
    assert answer.status_code == status, answer.text
    return answer.json()


@pytest.fixture(scope="module")
def erin(cloud, people):
    """Somebody who is new, and whose tenant has no events yet."""
    return signed_in(cloud, people(f"erin-{uuid.uuid4().hex[:8]}"))


def pages(somebody, **query):
    """The events of a list, page by page."""
    found = []
    cursor: dict[str, str] = {}
    while True:
        page = told(somebody("GET", "/events", params=query | cursor))
        found += page["items"]
        if page["nextCursor"] is None:
            return found
        cursor = {"cursor": page["nextCursor"]}


def ids(somebody, **query):
    return [event["eventId"] for event in pages(somebody, **query)]


def send(somebody, *events):
    return told(somebody("POST", "/events", json={"batch": list(events)}), 202)["eventIds"]


def test_who_is_new_has_no_events_and_gets_no_tenant_by_looking(cloud, erin):
    before = cloud.root("dynamodb").scan(TableName=cloud.outputs["catalog_table"], Select="COUNT")["Count"]
    assert told(erin("GET", "/events")) == {"items": [], "nextCursor": None}
    assert told(erin("GET", "/bad-events")) == {"items": [], "nextCursor": None}
    assert cloud.root("dynamodb").scan(TableName=cloud.outputs["catalog_table"], Select="COUNT")["Count"] == before


def test_what_is_sent_is_found_by_user_by_type_and_by_time(erin, bob):
    run = uuid.uuid4().hex[:8]
    long_ago = times.now() - timedelta(days=250)  # of the 400 that events may be old
    days = [f"{long_ago + timedelta(days=number):%Y-%m-%d}" for number in range(3)]
    events = [
        {
            "event_id": f"{run}-{number:03}",
            "event_type": "click" if number % 3 else f"seldom-{run}",
            "user_id": f"user-{run}" if number % 2 else f"other-{run}",
            "timestamp": f"{days[number % 3]}T0{number % 2}:{number % 7:02}:{number % 60:02}Z",
            "element": "buy",
        }
        for number in range(90)
    ]
    send(erin, *events[:50])
    send(erin, *events[50:])
    newest = sorted(events, key=lambda one: (one["timestamp"], one["event_id"]), reverse=True)

    def wanted(**members):
        return [one["event_id"] for one in newest if members.items() <= one.items()]

    eventually(lambda: ids(erin, limit=40) == wanted())
    assert ids(erin, user=f"user-{run}", limit=20) == wanted(user_id=f"user-{run}")
    assert ids(erin, type=f"seldom-{run}", limit=25) == wanted(event_type=f"seldom-{run}")
    both = {"type": "click", "user": f"other-{run}"}
    assert ids(erin, **both, limit=25) == wanted(event_type="click", user_id=f"other-{run}")
    hour = {"from": f"{days[1]}T01:00:00Z", "to": f"{days[1]}T02:00:00Z"}
    assert ids(erin, **hour) == [one["event_id"] for one in newest if one["timestamp"].startswith(f"{days[1]}T01")]
    (first,) = told(erin("GET", "/events", params={"limit": 1}))["items"]
    assert (first["type"], first["properties"]) == (newest[0]["event_type"], {"element": "buy"})
    assert (first["eventId"], first["userId"]) == (newest[0]["event_id"], newest[0]["user_id"])
    assert first["source"].startswith("u-")
    assert run not in bob("GET", "/events", params={"limit": 1000}).text
    stolen = told(erin("GET", "/events", params={"limit": 1}))["nextCursor"]
    assert bob("GET", "/events", params={"limit": 1, "cursor": stolen}).json()["errors"] == [
        {"pointer": "/cursor", "rule": "cursor"}
    ]


def test_an_id_that_came_twice_is_kept_as_bad_and_sent_again_under_another(erin):
    name, user = f"twice-{uuid.uuid4().hex}", uuid.uuid4().hex
    for page in ("/first", "/second"):
        send(erin, {"event_type": "page_view", "event_id": name, "user_id": user, "page": page})
        eventually(lambda: ids(erin, user=user))

    def bad():
        return [one for one in told(erin("GET", "/bad-events"))["items"] if one["eventId"] == name]

    (found,) = eventually(bad)
    assert (found["code"], found["attempts"], found["replayedAt"]) == ("event_conflict", 1, None)
    path = f"/bad-events/{found['badEventId']}"
    assert '"/second"' in told(erin("GET", path))["payload"]
    assert told(erin("POST", f"{path}/replay"), 409)["code"] == "event_conflict"
    first, second = (told(erin("POST", f"{path}/replay", json={"newId": True}), 202) for _ in range(2))
    assert first == second != {"eventId": name}
    stored = eventually(lambda: (both := pages(erin, user=user))[1:] and both)
    assert {one["properties"]["page"]: one["eventId"] for one in stored} == {
        "/first": name,
        "/second": first["eventId"],
    }
    assert told(erin("GET", path))["attempts"] == 3
    # Nothing of it came back as bad.
    assert [one["badEventId"] for one in bad()] == [found["badEventId"]]


def test_what_is_still_wrong_stays_where_it_is(cloud, erin, bob):
    tenant = told(erin("GET", "/tenants"))["items"][0]["id"]
    refused = Refused(0, None, "invalid_event", (("/batch/0/page", "required"),), '{"event_type":"page_view"}')
    one = batch(tenant, [], refused=(refused,))
    cloud.send(message.write(one), "events")
    found = eventually(lambda: next((one for one in told(erin("GET", "/bad-events"))["items"] if one["errors"]), None))
    path = f"/bad-events/{found['badEventId']}"
    answer = told(erin("POST", f"{path}/replay"), 409)
    assert (answer["code"], answer["errors"]) == ("still_invalid", [{"pointer": "/payload/page", "rule": "required"}])
    assert told(erin("GET", path)) == found | {"payload": '{"event_type":"page_view"}'}
    for method, foreign in (("GET", path), ("POST", f"{path}/replay")):
        assert told(bob(method, foreign), 404)["code"] == "not_found"
