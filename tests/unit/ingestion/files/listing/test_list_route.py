"""GET /files: what it answers to whom, over files that went the way of all files."""

import json
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from common import aws
from common.files import catalog, file_rows
from common.files.file import Arrival, FileId
from common.files.lifecycle import Status
from ingestion.files import handler as files
from ingestion.uploads import handler as uploads
from tests.unit.ingestion.conftest import rules
from tests.unit.ingestion.world import FILE, People, user_id

TEXT = {"filename": "a.txt", "contentType": "text/plain", "size": 8}


class World(People):
    """People, and what they upload."""

    def add(self, name, tenant, project="default", file=FILE, arrives=True, **more):
        """A new file that arrives, unless it does not; its id."""
        body = {"projectId": project, "files": [file | more]}
        made = self.get(name, "POST /uploads", tenant, body=body)["uploads"][0]["fileId"]
        if arrives:
            self.become(tenant, made, Status.UPLOADED, arrival=Arrival("v1", "etag", 8, datetime.now(UTC)))
        return made

    def become(self, tenant, file_id, to, **more):
        """The file is moved on."""
        found = catalog.find("catalog", FileId(tenant, file_id))
        assert found
        catalog.move("catalog", found, to, by="test", at=datetime.now(UTC), **more)

    def ids(self, name, tenant, query="", **more):
        """The ids that `name` is told, page by page."""
        found, cursor, mark = [], "", "&" if query else ""
        while True:
            page = self.get(name, "GET /files", tenant, query=f"{query}{cursor}", **more)
            found += [one["fileId"] for one in page["items"]]
            if page["nextCursor"] is None:
                return found
            cursor = f"{mark}cursor={page['nextCursor']}"


@pytest.fixture
def world(api):
    return World(api)


@pytest.fixture
def acme(world):
    """A tenant of Ann with the member Ben, who is in the project of the both of them."""
    tenant = world.tenant("ann", "ben")
    world.project("ann", tenant, "shared", "ben")
    return tenant


def test_an_item_is_the_file_without_its_findings(world, acme):
    made = world.add("ann", acme, tags=["x"], metadata={"k": "ü"})
    (item,) = world.listed("ann", "GET /files", acme)
    shown = world.get("ann", "GET /files/{id}", acme, upload=made)
    assert item | {"extracted": None} == shown
    assert "extracted" not in item


def test_all_that_is_asked_for_holds(world, acme):
    a = world.add("ann", acme, tags=["x", "y"])
    b = world.add("ann", acme, "shared", tags=["x"], file=TEXT)
    c = world.add("ben", acme, "shared", tags=["y", "ü"])
    world.become(acme, c, Status.PROCESSING)
    world.become(acme, c, Status.FAILED)
    assert set(world.ids("ann", acme)) == {a, b, c}
    for query, expected in {
        "project=shared": {b, c},
        "project=none": set(),
        f"owner={user_id('ben')}": {c},
        "tag=x": {a, b},
        "tag=x&tag=y": {a},
        "tag=u%CC%88": {c},
        "tag=x&project=shared": {b},
        "status=failed": {c},
        "status=uploaded": {a, b},
        "status=failed&tag=y&project=shared": {c},
        "status=failed&tag=x": set(),
        "status=completed": set(),
        "type=image/png": {a, c},
        "type=image/*": {a, c},
        "type=text/*&tag=x": {b},
        "type=audio/*": set(),
        "from=2026-01-01T00:00:00Z": {a, b, c},
        "to=2026-01-01T00:00:00Z": set(),
    }.items():
        assert set(world.ids("ann", acme, query)) == expected, query
        assert set(world.ids("ann", acme, f"{query}&limit=1")) == expected, query


def test_nobody_sees_what_is_not_theirs(world, acme):
    foreign = world.tenant("cid")
    theirs = world.add("cid", foreign, tags=["x"])
    mine, shared = world.add("ann", acme, tags=["x"]), world.add("ann", acme, "shared", tags=["x"])
    world.project("ann", acme, "left", "ben")
    bens, left = (world.add("ben", acme, project, tags=["x"]) for project in ("shared", "left"))
    pending = world.add("ann", acme, "shared", arrives=False)
    route = "DELETE /projects/{id}/members/{user}"
    assert world.ask("ann", route, acme, upload="left", user=user_id("ben")).status == 204
    for query in ("", "tag=x", "type=image/*"):
        assert set(world.ids("ann", acme, query)) == {mine, shared, bens, left}
        assert world.ids("ben", acme, query) == [bens]
        assert world.ids("cid", foreign, query) == [theirs]
    for query in ("project=left", "project=default", f"owner={user_id('ann')}", "status=pending", "status=failed"):
        assert world.ids("ben", acme, query) == [], query
    assert world.ids("ann", acme, "status=pending") == [pending]
    assert world.ask("cid", "GET /files", acme).status == 403


def test_lists_show_what_arrived_until_it_is_deleted(world, acme):
    file_id = world.add("ann", acme, arrives=False)
    assert world.ids("ann", acme) == []
    assert world.ids("ann", acme, "status=pending&tag=x") == []
    assert world.ids("ann", acme, "status=pending&project=default") == [file_id]
    world.become(acme, file_id, Status.UPLOADED, arrival=Arrival("v1", "etag", 8, datetime.now(UTC)))
    for status in (Status.PROCESSING, Status.QUARANTINED):
        assert world.ids("ann", acme) == [file_id]
        world.become(acme, file_id, status)
        assert world.ids("ann", acme, f"status={status}") == [file_id]
    world.become(acme, file_id, Status.DELETED)
    assert (world.ids("ann", acme), world.ids("ann", acme, "status=deleted")) == ([], [file_id])


def test_shares_of_lists_are_one_list(world, acme, environment):
    before = {world.add("ann", acme, tags=["x"]) for _ in range(3)}
    environment.setenv("INDEX_SPREAD", json.dumps({"default": 1, "tenants": {acme: 5}}))
    for function in (files, uploads):
        function._settings.cache_clear()
    ids = before | {world.add("ann", acme, tags=["x"]) for _ in range(6)}
    assert len({row.shard for row in map(catalog.find, ["catalog"] * 9, [FileId(acme, one) for one in ids]) if row}) > 1
    for query in ("limit=2", "limit=2&tag=x&project=default", "limit=3&status=uploaded"):
        found = world.ids("ann", acme, query)
        assert (len(found), set(found)) == (len(ids), ids), query


BROKEN = [
    ("limit=0", ("/limit", "minimum")),
    ("limit=-1", ("/limit", "minimum")),
    ("limit=1000000000", ("/limit", "maximum")),
    ("limit=1001", ("/limit", "maximum")),
    ("limit=ten", ("/limit", "type")),
    ("limit=", ("/limit", "type")),
    ("from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", ("/to", "range")),
    ("from=2026-01-01T00:00:00Z&to=2026-01-01T00:00:00Z", ("/to", "range")),
    ("from=2026-01-01T00:00:00", ("/from", "format")),
    ("to=2026-01-01", ("/to", "format")),
    ("from=2026-01-01T00:00:00+01:00", ("/from", "format")),  # a plus that is a space
    ("tags=x", ("/tags", "unknown")),
    ("tag=", ("/tag/0", "minLength")),
    ("tag=" + "x" * 65, ("/tag/0", "maxLength")),
    ("&".join(f"tag={number}" for number in range(11)), ("/tag", "maxItems")),
    ("&".join(f"tag={number}" for number in range(1000)), ("", "query")),
    ("tag=x&tag=", ("/tag/1", "minLength")),
    ("status=done", ("/status", "enum")),
    ("status=failed&status=failed", ("", "duplicate")),
    ("type=image", ("/type", "pattern")),
    ("type=*/*", ("/type", "pattern")),
    ("project=A", ("/project", "pattern")),
    ("owner=me", ("/owner", "pattern")),
    ("cursor=", ("/cursor", "minLength")),
    ("cursor=x", ("/cursor", "cursor")),
    ("tag=%FF", ("", "query")),
]


def test_what_cannot_be_asked_is_said_to_be_wrong(api):
    for query, fault in BROKEN:
        answer = api("GET /files", query=query)
        assert (answer.status, answer.json["code"], rules(answer)) == (400, "invalid_request", [fault]), query


def test_a_tag_is_the_same_however_it_is_written(world, acme):
    file_id = world.add("ann", acme, tags=["Caf\u00e9", "日本"])
    for tag in ("Caf\u00e9", "Cafe\u0301", "日本"):
        assert world.ids("ann", acme, urlencode({"tag": tag})) == [file_id], tag
    assert world.ids("ann", acme, urlencode({"tag": "Cafe"})) == []


def test_a_cursor_of_a_file_that_is_gone_leads_on(world, acme):
    ids = [world.add("ann", acme) for _ in range(4)]
    first = world.get("ann", "GET /files", acme, query="limit=2")
    (_, last) = (one["fileId"] for one in first["items"])
    key = file_rows.row_key(FileId(acme, last))
    aws.dynamodb().delete_item(TableName="catalog", Key=key)
    rest = world.ids("ann", acme, f"cursor={first['nextCursor']}")
    assert {*rest, *(one["fileId"] for one in first["items"])} == set(ids)
    assert len(rest) == 2


def test_a_cursor_is_good_for_its_own_query_in_its_own_tenant(world, acme):
    for _ in range(2):
        world.add("ann", acme, tags=["x"])
    other = world.tenant("ann")
    cursor = world.get("ann", "GET /files", acme, query="limit=1&tag=x")["nextCursor"]
    assert world.ask("ann", "GET /files", acme, query=f"limit=7&tag=x&cursor={cursor}").status == 200
    for tenant, query in (
        (acme, f"cursor={cursor}"),
        (acme, f"tag=x&tag=y&cursor={cursor}"),
        (acme, f"tag=x&status=failed&cursor={cursor}"),
        (other, f"tag=x&cursor={cursor}"),
        (acme, f"tag=x&cursor={cursor[:-4]}"),
        (acme, f"tag=x&cursor={cursor[1:]}"),
    ):
        answer = world.ask("ann", "GET /files", tenant, query=query)
        assert (answer.status, rules(answer)) == (400, [("/cursor", "cursor")]), query
