"""Every route × every role × own, foreign and missing ids: what is foreign cannot be told from what is missing."""

import copy
import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from common import aws, uuid7
from common.events import bad
from common.events.bad import Bad
from common.files import catalog, file_rows
from common.files.file import Arrival, FileId
from common.files.lifecycle import Status
from common.janitor import runs
from ingestion.reader import bad_ids
from ingestion.web import contract
from tests.unit.cloud import NOW, account
from tests.unit.ingestion.files.stored import processed
from tests.unit.ingestion.queries.engine import engine
from tests.unit.ingestion.world import FILE, VIDEO, People, user_id

__all__ = ["engine"]

# In the tenant `ours` there are an owner, a member who is in the project `shared`, and a member who is in none. The
# project `secret` has but a colleague in it. Nobody of them is in the tenant `theirs`, nor is the stranger in `ours`.
ROLES = ["stranger", "outsider", "insider", "owner"]

F = (403, "tenant_forbidden")
O = (403, "owner_required")  # noqa: E741 - a column's width
N = (404, "not_found")
U = (400, "invalid_request")
P = (409, "not_multipart")
M = (409, "upload_incomplete")
R = (409, "not_readable")
S = (409, "still_processing")
A = (409, "nothing_arrived")
X = (403, "operators_only")
HIDING = {F, N, U, X}

# In this order: what succeeds changes the world, so who is refused asks first.
TABLE: list[tuple[str, str, Any, Any, Any, Any]] = [
    # route                                   what its id is     stranger outsider insider owner
    ("GET /tenants", "", 200, 200, 200, 200),
    ("POST /tenants", "", 201, 201, 201, 201),
    ("GET /tenants/{id}/members", "our tenant", F, 200, 200, 200),
    ("GET /tenants/{id}/members", "their tenant", F, F, F, F),
    ("GET /tenants/{id}/members", "missing tenant", F, F, F, F),
    ("GET /tenants/{id}/members", "malformed", F, F, F, F),
    ("PUT /tenants/{id}/members/{user}", "our tenant", F, O, O, 200),
    ("PUT /tenants/{id}/members/{user}", "their tenant", F, F, F, F),
    ("PUT /tenants/{id}/members/{user}", "missing tenant", F, F, F, F),
    ("PUT /tenants/{id}/members/{user}", "malformed", F, F, F, F),
    ("DELETE /tenants/{id}/members/{user}", "our tenant", F, O, O, 204),
    ("DELETE /tenants/{id}/members/{user}", "their tenant", F, F, F, F),
    ("DELETE /tenants/{id}/members/{user}", "missing tenant", F, F, F, F),
    ("DELETE /tenants/{id}/members/{user}", "malformed", F, F, F, F),
    ("GET /projects", "", F, 200, 200, 200),
    ("POST /projects", "", F, O, O, 201),
    ("GET /projects/{id}/members", "shared project", F, N, 200, 200),
    ("GET /projects/{id}/members", "secret project", F, N, N, 200),
    ("GET /projects/{id}/members", "foreign project", F, N, N, N),
    ("GET /projects/{id}/members", "missing project", F, N, N, N),
    ("GET /projects/{id}/members", "malformed", F, N, N, N),
    ("PUT /projects/{id}/members/{user}", "shared project", F, N, O, 200),
    ("PUT /projects/{id}/members/{user}", "secret project", F, N, N, 200),
    ("PUT /projects/{id}/members/{user}", "foreign project", F, N, N, N),
    ("PUT /projects/{id}/members/{user}", "missing project", F, N, N, N),
    ("PUT /projects/{id}/members/{user}", "malformed", F, N, N, N),
    ("DELETE /projects/{id}/members/{user}", "shared project", F, N, O, 204),
    ("DELETE /projects/{id}/members/{user}", "secret project", F, N, N, 204),
    ("DELETE /projects/{id}/members/{user}", "foreign project", F, N, N, N),
    ("DELETE /projects/{id}/members/{user}", "missing project", F, N, N, N),
    ("DELETE /projects/{id}/members/{user}", "malformed", F, N, N, N),
    ("GET /write-keys", "", F, O, O, 200),
    ("POST /write-keys", "", F, O, O, 201),
    ("DELETE /write-keys/{id}", "our key", F, O, O, 204),
    ("DELETE /write-keys/{id}", "foreign key", F, O, O, N),
    ("DELETE /write-keys/{id}", "missing key", F, O, O, N),
    ("DELETE /write-keys/{id}", "malformed", F, O, O, N),
    ("GET /upload", "", F, U, U, 200),
    ("POST /uploads", "shared project", F, U, 201, 201),
    ("POST /uploads", "secret project", F, U, U, 201),
    ("POST /uploads", "foreign project", F, U, U, U),
    ("POST /uploads", "missing project", F, U, U, U),
    ("POST /uploads", "malformed project", F, U, U, U),
    ("GET /uploads/{id}", "insider's file", F, N, 200, 200),
    ("GET /uploads/{id}", "colleague's file", F, N, N, 200),
    ("GET /uploads/{id}", "secret file", F, N, N, 200),
    ("GET /uploads/{id}", "foreign file", F, N, N, N),
    ("GET /uploads/{id}", "missing file", F, N, N, N),
    ("GET /uploads/{id}", "malformed", F, N, N, N),
    ("POST /uploads/{id}/parts", "insider's video", F, N, 200, 200),
    ("POST /uploads/{id}/parts", "insider's file", F, N, P, P),
    ("POST /uploads/{id}/parts", "colleague's video", F, N, N, 200),
    ("POST /uploads/{id}/parts", "secret file", F, N, N, P),
    ("POST /uploads/{id}/parts", "foreign video", F, N, N, N),
    ("POST /uploads/{id}/parts", "missing file", F, N, N, N),
    ("POST /uploads/{id}/parts", "malformed", F, N, N, N),
    ("POST /uploads/{id}/complete", "insider's video", F, N, M, M),
    ("POST /uploads/{id}/complete", "insider's file", F, N, P, P),
    ("POST /uploads/{id}/complete", "colleague's video", F, N, N, M),
    ("POST /uploads/{id}/complete", "secret file", F, N, N, P),
    ("POST /uploads/{id}/complete", "foreign video", F, N, N, N),
    ("POST /uploads/{id}/complete", "missing file", F, N, N, N),
    ("POST /uploads/{id}/complete", "malformed", F, N, N, N),
    ("DELETE /uploads/{id}", "insider's file", F, N, 204, 204),
    ("DELETE /uploads/{id}", "colleague's file", F, N, N, 204),
    ("DELETE /uploads/{id}", "secret file", F, N, N, 204),
    ("DELETE /uploads/{id}", "foreign file", F, N, N, N),
    ("DELETE /uploads/{id}", "missing file", F, N, N, N),
    ("DELETE /uploads/{id}", "malformed", F, N, N, N),
    ("GET /files", "", F, 200, 200, 200),
    ("GET /files/{id}", "insider's photo", F, N, 200, 200),
    ("GET /files/{id}", "colleague's photo", F, N, N, 200),
    ("GET /files/{id}", "secret photo", F, N, N, 200),
    ("GET /files/{id}", "foreign photo", F, N, N, N),
    ("GET /files/{id}", "missing file", F, N, N, N),
    ("GET /files/{id}", "malformed", F, N, N, N),
    ("GET /files/{id}/history", "insider's photo", F, N, 200, 200),
    ("GET /files/{id}/history", "colleague's photo", F, N, N, 200),
    ("GET /files/{id}/history", "secret photo", F, N, N, 200),
    ("GET /files/{id}/history", "foreign photo", F, N, N, N),
    ("GET /files/{id}/history", "missing file", F, N, N, N),
    ("GET /files/{id}/history", "malformed", F, N, N, N),
    ("GET /files/{id}/content", "insider's photo", F, N, 302, 302),
    ("GET /files/{id}/content", "insider's file", F, N, R, R),
    ("GET /files/{id}/content", "colleague's photo", F, N, N, 302),
    ("GET /files/{id}/content", "secret photo", F, N, N, 302),
    ("GET /files/{id}/content", "foreign photo", F, N, N, N),
    ("GET /files/{id}/content", "missing file", F, N, N, N),
    ("GET /files/{id}/content", "malformed", F, N, N, N),
    ("POST /files/{id}/reprocess", "insider's photo", F, N, 202, 202),
    ("POST /files/{id}/reprocess", "insider's file", F, N, S, S),
    ("POST /files/{id}/reprocess", "colleague's photo", F, N, N, 202),
    ("POST /files/{id}/reprocess", "secret photo", F, N, N, 202),
    ("POST /files/{id}/reprocess", "foreign photo", F, N, N, N),
    ("POST /files/{id}/reprocess", "missing file", F, N, N, N),
    ("POST /files/{id}/reprocess", "malformed", F, N, N, N),
    ("PATCH /files/{id}", "insider's photo", F, N, 200, 200),
    ("PATCH /files/{id}", "insider's file", F, N, A, A),
    ("PATCH /files/{id}", "colleague's photo", F, N, N, 200),
    ("PATCH /files/{id}", "secret photo", F, N, N, 200),
    ("PATCH /files/{id}", "foreign photo", F, N, N, N),
    ("PATCH /files/{id}", "missing file", F, N, N, N),
    ("PATCH /files/{id}", "malformed", F, N, N, N),
    ("POST /files/{id}/restore", "what the insider deleted", F, N, 200, 200),
    ("POST /files/{id}/restore", "what the owner deleted", F, N, O, 200),
    ("POST /files/{id}/restore", "insider's file", F, N, A, A),
    ("POST /files/{id}/restore", "secret photo", F, N, N, 200),
    ("POST /files/{id}/restore", "foreign photo", F, N, N, N),
    ("POST /files/{id}/restore", "missing file", F, N, N, N),
    ("POST /files/{id}/restore", "malformed", F, N, N, N),
    ("DELETE /files/{id}", "insider's photo", F, N, 204, 204),
    ("DELETE /files/{id}", "insider's file", F, N, A, A),
    ("DELETE /files/{id}", "colleague's photo", F, N, N, 204),
    ("DELETE /files/{id}", "secret photo", F, N, N, 204),
    ("DELETE /files/{id}", "foreign photo", F, N, N, N),
    ("DELETE /files/{id}", "missing file", F, N, N, N),
    ("DELETE /files/{id}", "malformed", F, N, N, N),
    # Of each of many files it is said in the answer: tests/unit/ingestion/changes/test_batch.py.
    ("POST /files/batch", "shared project", F, U, 200, 200),
    ("POST /files/batch", "secret project", F, U, U, 200),
    ("POST /files/batch", "foreign project", F, U, U, U),
    ("POST /files/batch", "missing project", F, U, U, U),
    ("POST /files/batch", "malformed project", F, U, U, U),
    ("POST /tickets", "", F, 201, 201, 201),
    ("GET /events", "", F, 200, 200, 200),
    ("GET /stats", "", F, 200, 200, 200),
    ("GET /bad-events", "", F, O, O, 200),
    ("GET /bad-events/{id}", "our bad event", F, O, O, 200),
    ("GET /bad-events/{id}", "foreign bad event", F, O, O, N),
    ("GET /bad-events/{id}", "missing bad event", F, O, O, N),
    ("GET /bad-events/{id}", "malformed", F, O, O, N),
    ("POST /bad-events/{id}/replay", "our bad event", F, O, O, 202),
    ("POST /bad-events/{id}/replay", "foreign bad event", F, O, O, N),
    ("POST /bad-events/{id}/replay", "missing bad event", F, O, O, N),
    ("POST /bad-events/{id}/replay", "malformed", F, O, O, N),
    ("POST /queries", "", F, 202, 202, 202),
    ("GET /queries/{id}", "our query", F, 200, 200, 200),
    ("GET /queries/{id}", "foreign query", F, N, N, N),
    ("GET /queries/{id}", "missing query", F, N, N, N),
    ("GET /queries/{id}", "malformed", F, N, N, N),
    # Whom a claim of the token makes an operator: tests/unit/ingestion/operators.
    ("POST /janitor", "", X, X, X, X),
    ("GET /janitor", "", X, X, X, X),
    ("GET /janitor/{id}", "foreign run", X, X, X, X),
    ("GET /janitor/{id}", "missing run", X, X, X, X),
    ("GET /janitor/{id}", "malformed", X, X, X, X),
]
ROUTES = list(dict.fromkeys(row[0] for row in TABLE))


@pytest.fixture
def people(api, bucket, events_table, events_queue, processing_queue, engine):
    return People(api)


def bad_of(tenant):
    """A bad event of a tenant."""
    payload = '{"event_type": "click"}'
    return Bad(tenant, f"b-{tenant[-8:]}", "r0000", datetime(2026, 11, 21, tzinfo=UTC), "invalid_event", payload)


def bad_event(tenant):
    """The id of a bad event that is stored."""
    found = bad_of(tenant)
    aws.dynamodb().put_item(TableName="events", Item=bad.row(found, expires_at=4_000_000_000))
    return bad_ids.bad_id(found)


def completed(file_id, tenant):
    """The same file, once it came and was processed."""
    promised = catalog.find("catalog", FileId(tenant, file_id))
    assert promised
    arrival = Arrival("v1", "etag", 8, promised.created_at)
    done = dataclasses.replace(promised, status=Status.COMPLETED, arrival=arrival, processing=processed())
    aws.dynamodb().put_item(TableName="catalog", Item=file_rows.to_item(done))
    return file_id


def deleted(people, by, tenant):
    """The id of a file of the insider's that was deleted."""
    file_id = completed(people.file("insider", tenant, "shared"), tenant)
    assert people.ask(by, "DELETE /files/{id}", tenant, upload=file_id).status == 204
    return file_id


def query_of(engine, tenant):
    """The id of a query that ran for a tenant."""
    query_id = f"6f1c0e7e-7a64-4b53-9d5c-{tenant[-12:]}"
    engine.outputs[query_id] = f"s3://archive/results/tenant={tenant}/{query_id}.csv"
    return query_id


def world(people, engine):
    """What each kind of id in the table stands for, all of which is made."""
    ours = people.tenant("owner", "insider", "outsider", "colleague")
    theirs = people.tenant("bystander")
    people.project("owner", ours, "shared", "insider", "colleague")
    people.project("owner", ours, "secret", "colleague")
    people.project("bystander", theirs, "foreign")
    return {
        "our tenant": ours,
        "their tenant": theirs,
        "missing tenant": "t-" + "0" * 32,
        "shared project": "shared",
        "secret project": "secret",
        "foreign project": "foreign",
        "missing project": "nowhere",
        "insider's file": people.file("insider", ours, "shared"),
        "colleague's file": people.file("colleague", ours, "shared"),
        "secret file": people.file("colleague", ours, "secret"),
        "foreign file": people.file("bystander", theirs, "foreign"),
        "insider's photo": completed(people.file("insider", ours, "shared"), ours),
        "colleague's photo": completed(people.file("colleague", ours, "shared"), ours),
        "secret photo": completed(people.file("colleague", ours, "secret"), ours),
        "foreign photo": completed(people.file("bystander", theirs, "foreign"), theirs),
        "what the insider deleted": deleted(people, "insider", ours),
        "what the owner deleted": deleted(people, "owner", ours),
        "insider's video": people.file("insider", ours, "shared", VIDEO),
        "colleague's video": people.file("colleague", ours, "shared", VIDEO),
        "foreign video": people.file("bystander", theirs, "foreign", VIDEO),
        "our key": people.write_key("owner", ours)["id"],
        "foreign key": people.write_key("bystander", theirs)["id"],
        "missing key": "k-" + "0" * 32,
        "missing file": "00000000-0000-4000-8000-000000000000",
        "our bad event": bad_event(ours),
        "foreign bad event": bad_event(theirs),
        "missing bad event": bad_ids.bad_id(bad_of("t-" + "0" * 32)),
        "our query": query_of(engine, ours),
        "foreign query": query_of(engine, theirs),
        "foreign run": runs.begin("catalog", dry_run=True, by="janitor", grace=timedelta(1), at=NOW).id,
        "missing run": uuid7.make(NOW),
        "missing query": "6f1c0e7e-7a64-4b53-9d5c-000000000000",
        "malformed": "F#" + "x" * 3000,
        "malformed project": "shared#M#u",
    }


@pytest.fixture(scope="module")
def first():
    """The world as it was made for the first route, and what AWS held of it."""
    return {}


@pytest.fixture
def ids(people, engine, first):
    """What each kind of id in the table stands for. Each route finds the world as if it had been made for it."""
    kept = (account("dynamodb").tables, account("s3", "aws").buckets, engine.outputs)
    if not first:
        first["ids"] = world(people, engine)
        first["kept"] = copy.deepcopy(kept)
    for held, as_made in zip(kept, copy.deepcopy(first["kept"]), strict=True):
        held.clear()
        held.update(as_made)
    return first["ids"]


def asked(people, role, route, given, tenant):
    """What `role` gets from `route` in `tenant`, where the route's id is `given` and its user the colleague."""
    body: Any = None
    if route == "POST /uploads":
        body = {"projectId": given, "files": [FILE]}
    elif route == "POST /queries":
        body = {"sql": "select count(*) from events"}
    elif route in ("POST /tenants", "POST /projects", "POST /write-keys"):
        body = {"name": "Fresh"} | ({"id": "fresh"} if route == "POST /projects" else {})
    elif route == "POST /janitor":
        body = {"dryRun": True}
    elif route == "PATCH /files/{id}":
        body = {"tags": ["x"]}
    elif route == "POST /files/batch":
        body = {"operation": "move", "projectId": given, "fileIds": ["00000000-0000-4000-8000-000000000000"]}
    elif route.startswith("PUT /tenants"):
        body = {"role": "member"}
    return people.ask(
        role,
        route,
        tenant,
        upload=given if "{id}" in route else "",
        user=user_id("colleague") if "{user}" in route else "",
        query=FILE if route == "GET /upload" else "",
        body=body,
        headers={"if-match": "*"} if route.startswith("PATCH") else {},
    )


@pytest.mark.parametrize("route", ROUTES)
def test_what_each_role_gets(people, ids, route):
    hidden: dict[str, list[Any]] = {role: [] for role in ROLES}
    for _, which, *expected in (row for row in TABLE if row[0] == route):
        for role, wanted in zip(ROLES, expected, strict=True):
            answer = asked(people, role, route, ids.get(which, ""), ids["our tenant"])
            refused = answer.status >= 400
            got = (answer.status, answer.json["code"]) if refused else answer.status
            assert got == wanted, (route, which, role)
            if got in HIDING:
                told = {name: value for name, value in answer.json.items() if name not in ("instance", "requestId")}
                hidden[role].append((told, answer.headers))
    for answers in hidden.values():
        assert all(answer == answers[0] for answer in answers)


def test_the_table_has_every_route_that_needs_a_token():
    described = {
        f"{method.upper()} {path}": operation["security"]
        for path, methods in contract.document()["paths"].items()
        for method, operation in methods.items()
    }
    # Where a write key will do the function itself tells who is asking: that is tested with the collector.
    with_token = {route for route, security in described.items() if security and {"writeKey": []} not in security}
    assert with_token == set(ROUTES)


@pytest.mark.parametrize("route", [route for route in ROUTES if "{id}" in route])
def test_each_route_with_an_id_is_asked_for_foreign_and_missing_ones(route):
    asked_for = {which.split()[0] for name, which, *_ in TABLE if name == route}
    assert {"missing", "malformed"} < asked_for
    assert asked_for & {"foreign", "their"}
