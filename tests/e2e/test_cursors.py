"""Cursors of files are signed: nobody makes, changes or borrows one. Keys rotate under a list that is being read."""

import base64
import uuid

import pytest

from common.keys import ring
from ingestion.web import cursors
from tests.e2e.cloud import put
from tools import keys

ID = slice(32, 40)
TAG = f"cursors-{uuid.uuid4().hex[:8]}"  # of this run alone, where the cloud is kept


@pytest.fixture(scope="module")
def files(alice):
    """Three files that arrived."""
    found = []
    for number in range(3):
        signed = alice.sign(filename=f"{number}.txt", tags=[TAG])
        assert put(signed, b"hello").status_code == 200
        found.append(alice.settled(signed["fileId"])["fileId"])
    return found


def page(api, cursor=None, **query):
    given = {"limit": 1, "tag": TAG} | query | ({"cursor": cursor} if cursor else {})
    return api("GET", "/files", params=given)


def refused(answer):
    assert answer.status_code == 400, answer.text
    return answer.json()["errors"] == [{"pointer": "/cursor", "rule": "cursor"}]


def raw(cursor):
    return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))


def text(found):
    return base64.urlsafe_b64encode(found).decode().rstrip("=")


@pytest.mark.usefixtures("files")
def test_a_cursor_is_its_tenants_its_querys_and_ours(alice, bob):
    cursor = page(alice).json()["nextCursor"]
    assert page(alice, cursor).status_code == 200
    assert refused(page(bob, cursor))
    assert refused(page(alice, cursor, tag="other"))
    assert refused(page(alice, cursor, type="text/plain"))
    assert refused(page(alice, cursor[:-1]))
    assert refused(page(alice, text(bytes(32) + raw(cursor)[32:])))
    assert refused(page(alice, text(raw(cursor)[:40] + b'"2026-11-22T00:00:00.000Z"')))
    assert refused(page(alice, cursors.write(["files"], "2026")))


def test_a_list_is_read_on_over_a_rotation(alice, files, cloud):
    first = page(alice).json()
    cloud.run("tools.keys", "rotate", "local")
    name = keys.parameter("local")
    held = ring.parse(cloud.root("ssm").get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"])
    before = raw(first["nextCursor"])[ID].decode()
    assert held.keys.keys() == {before, held.current}

    # What names the new key has the function look for it, and is refused for its tag.
    assert refused(page(alice, text(bytes(32) + held.current.encode() + b'""')))
    second = page(alice, first["nextCursor"]).json()
    assert raw(second["nextCursor"])[ID].decode() == held.current
    third = page(alice, second["nextCursor"]).json()
    assert [one["fileId"] for seen in (first, second, third) for one in seen["items"]] == files[::-1]
    assert third["nextCursor"] is None


def test_keys_are_made_once(cloud):
    assert cloud.run("tools.keys", "make", "local") == "local has its keys\nlocal has its key pair\n"
