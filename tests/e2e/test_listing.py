"""GET /files over real HTTP: what two members and an owner of a tenant, and a stranger, are told."""

import uuid
from dataclasses import replace

import pytest

from tests.e2e.cloud import put
from tests.e2e.conftest import signed_in


def told(answer, status=200):
    """The body of an answer that has to have this status."""
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


def ids(api, query="", **more):
    """The ids of all pages."""
    found, cursor = [], dict[str, str]()
    while True:
        page = told(api("GET", f"/files{query}", params=more | cursor))
        found += [one["fileId"] for one in page["items"]]
        if page["nextCursor"] is None:
            return found
        cursor = {"cursor": page["nextCursor"]}


def wish(name, *tags):
    kind = "text/plain" if name.endswith(".txt") else "image/png"
    return {"filename": name, "contentType": kind, "size": 5, "tags": list(tags)}


def upload(api, project, *wishes):
    """Files that arrived; their ids, in the order of the wishes."""
    made = told(api("POST", "/uploads", json={"projectId": project, "files": list(wishes)}), 201)["uploads"]
    for one in made:
        assert put(one, b"hello").status_code == 200
    for one in made:
        assert api.settled(one["fileId"])["status"] == "uploaded"
    return [one["fileId"] for one in made]


@pytest.fixture(scope="module")
def someone(cloud, people):
    """The API for a user who is new: what the lists of tenants hold is known to this test alone."""
    return lambda: signed_in(cloud, people(f"lister-{uuid.uuid4().hex[:8]}"))


def test_lists(someone):
    ann, ben, stranger = someone(), someone(), someone()
    tenant = told(ann("POST", "/tenants", json={"name": "Lists"}), 201)["id"]
    ann, ben_id = replace(ann, tenant=tenant), told(ben("GET", "/tenants"))["userId"]
    told(ann("PUT", f"/tenants/{tenant}/members/{ben_id}", json={"role": "member"}))
    told(ann("POST", "/projects", json={"id": "shared", "name": "Shared"}), 201)
    told(ann("PUT", f"/projects/shared/members/{ben_id}"))
    ben = replace(ben, tenant=tenant)
    a, b = upload(ann, "default", wish("a.png", "x", "ü"), wish("b.txt", "x"))
    (c,) = upload(ben, "shared", wish("c.png", "x"))
    theirs = upload(stranger, "default", wish("d.png", "x"))
    waits = ann.sign()["fileId"]

    assert (ids(ann)[0], set(ids(ann))) == (c, {a, b, c})
    for query, expected in {
        "?tag=x": {a, b, c},
        "?tag=x&tag=%C3%BC": {a},
        "?type=image/*&tag=x": {a, c},
        "?type=text/plain&project=default": {b},
        "?project=shared": {c},
        f"?owner={ben_id}&status=uploaded": {c},
        "?status=pending": {waits},
        "?status=failed&tag=x": set(),
        "?to=2026-01-01T00:00:00Z": set(),
        "?from=2026-01-01T00:00:00%2B01:00": {a, b, c},
    }.items():
        assert set(ids(ann, query)) == expected, query
        assert len(ids(ann, query, limit=1)) == len(expected), query

    for query in ("", "?tag=x", "?type=image/*", "?project=shared"):
        assert (ids(ben, query), ids(stranger, query)) == ([c], [] if "project" in query else theirs), query
    for query in ("?project=default", "?status=pending", "?tag=%C3%BC"):
        assert ids(ben, query) == [], query
    assert replace(stranger, tenant=tenant)("GET", "/files").status_code == 403
    told(ann("DELETE", f"/projects/shared/members/{ben_id}"), 204)
    assert ids(ben) == []

    (item,) = told(ann("GET", "/files", params={"tag": "ü"}))["items"]
    assert item | {"extracted": None} == told(ann("GET", f"/files/{a}"))

    cursor = told(ann("GET", "/files?tag=x&limit=1"))["nextCursor"]
    for api, query in (
        (ann, "limit=0"),
        (ann, "limit=-1"),
        (ann, "limit=1000000000"),
        (ann, "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z"),
        (ann, "from=2026-01-01T00:00:00"),
        (ann, "name=x"),
        (ann, "tag="),
        (ann, "project=default&project=shared"),
        (ann, f"cursor={cursor}"),
        (ann, f"tag=x&cursor={cursor[:-3]}"),
        (ann, f"tag=x&cursor=A{cursor}"),
        (ben, f"tag=%C3%BC&cursor={cursor}"),
        (stranger, f"tag=x&cursor={cursor}"),
    ):
        assert told(api("GET", f"/files?{query}"), 400)["code"] == "invalid_request", query
    assert told(ann("GET", f"/files?tag=x&limit=1&cursor={cursor}"))["items"][0]["fileId"] != c
