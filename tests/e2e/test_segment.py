"""Segment's published SDKs, run as they are with their host set to Inlet; what they sent is found again."""

import hashlib
import json
import os
import shutil
import subprocess
import uuid
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from segment.analytics.client import Client  # type: ignore[import-untyped]

from local.home import ROOT
from tests.e2e.cloud import eventually
from tests.e2e.conftest import signed_in

NODE = ROOT / "tests/e2e/segment_node"

# What every SDK sends: the type of the event, and properties that it must have.
SENT: dict[str, dict[str, Any]] = {
    "Order Completed": {"total": 9.5, "items": ["a", "b"]},
    "identify": {"plan": "pro"},
    "page_view": {"page": "/home", "path": "/home", "name": "Home", "category": "Docs"},
    "screen": {"name": "Settings"},
    "group": {"group_id": "g-1", "employees": 20},
    "alias": {"previous_id": "a-1"},
}


@pytest.fixture(scope="module")
def owner(cloud, people):
    """Somebody new, whose tenant has no events yet."""
    return signed_in(cloud, people(f"segment-{uuid.uuid4().hex[:8]}"))


@pytest.fixture(scope="module")
def key(owner):
    return owner.write_key("sdk")


@pytest.fixture(scope="module")
def node():
    """The folder with Segment's SDK for Node, as its lock has it: fetched once."""
    files = [NODE / name for name in ("package.json", "package-lock.json", "send.mjs")]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]
    folder = ROOT / "build/segment_node" / digest
    if not folder.exists():
        draft = folder.with_name(f"{digest}.{os.getpid()}")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        for file in files:
            shutil.copy(file, draft)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=draft, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        draft.rename(folder)
    return folder


def found(owner, user, count):
    """The user's events, once there are as many as that."""

    def look():
        answer = owner("GET", f"/events?user={user}")
        assert answer.status_code == 200, answer.text
        return len(items := answer.json()["items"]) >= count and items

    return eventually(look)


def as_sent(items):
    """Type and those properties of each event that SENT tells of."""
    return {one["type"]: {name: one["properties"].get(name) for name in SENT.get(one["type"], {})} for one in items}


def test_the_sdk_for_python(owner, key):
    failures: list[object] = []
    user, at = f"python-{uuid.uuid4().hex[:8]}", datetime.now(UTC)

    def client():
        # A slash at the end of the host is the SDK's to take off.
        return Client(key["key"], host=owner.url + "/", gzip=True, on_error=lambda *failure: failures.append(failure))

    def order(client):
        client.track(user, "Order Completed", SENT["Order Completed"], timestamp=at, message_id=f"{user}-1")

    first = client()
    order(first)
    first.identify(user, {"plan": "pro"})
    first.page(user, "Docs", "Home", {"path": "/home"})
    first.screen(user, name="Settings")
    first.group(user, "g-1", {"employees": 20})
    first.alias("a-1", user)
    first.shutdown()
    assert failures == []
    events = found(owner, user, len(SENT))
    assert as_sent(events) == SENT
    assert {event["source"] for event in events} == {key["id"]}
    assert {event["userAgent"].split("/")[0] for event in events} == {"analytics-python"}
    assert {event["context"]["library"]["name"] for event in events} == {"analytics-python"}
    # Sent again under its id, as after an answer that was lost: it is the same event, and no bad one.
    again = client()
    order(again)
    again.track(user, "last")
    again.shutdown()
    assert failures == []
    more = found(owner, user, len(SENT) + 1)
    assert sorted(event["type"] for event in more) == sorted([*SENT, "last"])
    assert [event["eventId"] for event in more if event["type"] == "Order Completed"] == [f"{user}-1"]
    assert f"{user}-1" not in [one["eventId"] for one in owner("GET", "/bad-events").json()["items"]]


def test_the_sdk_for_node(owner, key, node):
    user = f"node-{uuid.uuid4().hex[:8]}"
    # On the embedded AWS the API lies below a path, which the SDK would drop from its host.
    url = urlsplit(owner.url)
    told = {
        "INLET_HOST": f"{url.scheme}://{url.netloc}",
        "INLET_PATH": f"{url.path}/v1/batch",
        "INLET_KEY": key["key"],
        "INLET_USER": user,
    }
    done = subprocess.run(
        ["node", "send.mjs"], cwd=node, env=os.environ | told, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")
    events = found(owner, user, len(SENT))
    assert as_sent(events) == SENT
    assert {event["source"] for event in events} == {key["id"]}
    assert {event["context"]["library"]["name"] for event in events} == {"@segment/analytics-node"}
    assert all(event["eventId"].startswith("node-next-") for event in events)


def test_a_browser_sends_single_calls_with_the_key_in_the_body(owner, key):
    user = f"browser-{uuid.uuid4().hex[:8]}"
    body = {"userId": user, "name": "Home", "messageId": user, "writeKey": key["key"], "properties": {"path": "/home"}}
    answer = requests.post(
        f"{owner.url}/v1/p", data=json.dumps(body), headers={"Content-Type": "text/plain"}, timeout=30
    )
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    (event,) = found(owner, user, 1)
    assert (event["type"], event["properties"]["page"]) == ("page_view", "/home")
    assert key["key"] not in json.dumps(event)


def test_what_is_no_event_is_found_among_the_bad_ones(owner, key):
    user = f"bad-{uuid.uuid4().hex[:8]}"
    messages = [
        {"type": "track", "userId": user, "messageId": f"{user}-1"},
        {"type": "track", "userId": user, "messageId": f"{user}-2", "event": "fine"},
    ]
    answer = requests.post(f"{owner.url}/v1/batch", json={"batch": messages}, auth=(key["key"], ""), timeout=30)
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    (event,) = found(owner, user, 1)
    assert event["type"] == "fine"
    bad = eventually(
        lambda: [one for one in owner("GET", "/bad-events").json()["items"] if one["eventId"] == f"{user}-1"]
    )
    assert [one["errors"] for one in bad] == [[{"pointer": "/batch/0/event_type", "rule": "required"}]]


def test_an_sdk_without_a_good_key_is_told(owner):
    for credential in ({}, {"auth": ("wk_" + "x" * 43, "")}, {"headers": {"X-Write-Key": "hello"}}):
        answer = requests.post(f"{owner.url}/v1/track", json={"event": "x"}, timeout=30, **credential)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
