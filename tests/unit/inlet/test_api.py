import json
from collections.abc import Iterator

import pytest
from urllib3 import HTTPConnectionPool
from urllib3.connection import HTTPConnection
from urllib3.exceptions import NewConnectionError, ReadTimeoutError

from inlet import ApiError, Client, Fault, NotSignedIn, Unreachable
from tests.unit.inlet.world import Response, _json, lost, problem

FILE = "11111111-1111-4111-8111-111111111111"
DONE = _json(200, {"items": [], "userId": "u-1", "nextCursor": None})
NOTHING = {"bytes": 0, "files": 0, "pending": 0}
CREATED = _json(201, {"id": "t-1", "name": "Friends", "role": "owner", "usage": NOTHING, "quota": NOTHING})


def scripted(world, *script):
    """Lets the world answer by script; what is left of it is returned."""
    left = list(script)

    def answer(request):
        now = left.pop(0)
        if isinstance(now, Exception):
            raise now
        return now

    world.before = answer
    return left


def no_connection() -> NewConnectionError:
    return NewConnectionError(HTTPConnection("api.example"), "[Errno 111] Connection refused")


@pytest.mark.parametrize(
    "before",
    [
        [],
        [problem(503, "busy")],
        [problem(500, "internal"), lost()],
        [_json(429, {"message": "Too Many Requests"}), Response(502, b"<html>"), _json(504, {"message": "x"})],
        [ReadTimeoutError(HTTPConnectionPool("api.example"), "/", "Read timed out."), no_connection()],
    ],
)
def test_a_call_is_repeated_until_there_is_an_answer(client, world, before):
    left = scripted(world, *before, DONE)
    assert client.tenants().user_id == "u-1"
    assert left == []


@pytest.mark.parametrize(
    ("answer", "error", "text"),
    [
        (problem(503, "busy"), ApiError, "It is busy."),
        (lost(), Unreachable, "Connection reset by peer"),
        (no_connection(), Unreachable, "Connection refused"),
        (Response(503, b"<html>sorry"), ApiError, "the API answered 503: '<html>sorry'"),
    ],
)
def test_patience_ends(client, world, answer, error, text):
    left = scripted(world, *[answer] * 4, DONE)
    with pytest.raises(error, match=text):
        client.tenants()
    assert left == [DONE]


@pytest.mark.parametrize(
    ("answer", "error", "status", "code"),
    [
        (problem(403, "tenant_forbidden"), ApiError, 403, "tenant_forbidden"),
        (problem(404, "not_found"), ApiError, 404, "not_found"),
        (_json(403, {"message": "Forbidden"}), ApiError, 403, ""),
        (_json(403, ["strange"]), ApiError, 403, ""),
        (Response(302), ApiError, 302, ""),
    ],
)
def test_a_no_is_not_asked_again(client, world, answer, error, status, code):
    left = scripted(world, answer, DONE)
    with pytest.raises(error) as failure:
        client.tenants()
    assert (failure.value.status, failure.value.code) == (status, code)
    assert left == [DONE]


@pytest.mark.parametrize("body", [b"<html>Welcome to the hotel", b"", b'{"userId": "u-1", "ite', b"[]", b"[" * 10**5])
def test_what_is_no_answer_is_asked_for_again(client, world, body):
    left = scripted(world, Response(200, body), DONE)
    assert client.tenants().user_id == "u-1"
    scripted(world, *[Response(200, body)] * 4)
    with pytest.raises(Unreachable, match="not Inlet's API"):
        client.tenants()
    assert left == []


def test_an_api_that_is_not_inlets_is_noticed(client, world):
    scripted(world, _json(200, {"hello": "world"}))
    with pytest.raises(Unreachable, match="not Inlet's API: it says nothing of userId"):
        client.tenants()


def test_faults_are_told(client, world):
    scripted(world, problem(400, "invalid_request", ("/name", "blank"), ("", "unknown")))
    with pytest.raises(ApiError, match=r"It is invalid_request. \(/name blank, body unknown\)") as failure:
        client.create_tenant(" ")
    assert failure.value.faults == (Fault("/name", "blank"), Fault("", "unknown"))
    assert failure.value.request_id == "r"


@pytest.mark.parametrize("passing", [_json(429, {"message": "x"}), no_connection()])
def test_what_had_no_effect_is_repeated_even_if_it_may_not_happen_twice(client, world, passing):
    left = scripted(world, passing, CREATED)
    assert client.create_tenant("Friends").id == "t-1"
    assert left == []


@pytest.mark.parametrize(("passing", "error"), [(problem(500, "internal"), ApiError), (lost(), Unreachable)])
def test_what_may_have_had_an_effect_is_not(client, world, passing, error):
    left = scripted(world, passing, CREATED)
    with pytest.raises(error):
        client.create_tenant("Friends")
    assert left == [CREATED]


def test_another_token_is_asked_for_once(connect, world):
    given = iter(["old", "new", "newer"])
    world.token = "new"
    with connect(token=lambda: next(given)) as client, pytest.raises(ApiError, match="not_found"):
        client.status(FILE)
    assert [request.headers["Authorization"] for request in world.requests] == ["Bearer old", "Bearer new"]


@pytest.mark.parametrize("world_takes", ["first", "second"])
def test_a_token_that_is_not_to_be_had_just_now_is_asked_for_again(connect, world, world_takes):
    """The first one, and the one that follows a refusal; also for what may not happen twice: nothing was asked."""
    given: Iterator[Unreachable | str] = iter(
        [Unreachable("busy"), "first", Unreachable("busy"), Unreachable("busy"), "second"]
    )
    world.token = world_takes
    world.before = lambda asked: CREATED if asked.headers["Authorization"].endswith(world_takes) else None

    def source() -> str:
        now = next(given)
        if isinstance(now, Exception):
            raise now
        return now

    with connect(token=source) as client:
        assert client.create_tenant("Friends").id == "t-1"


def test_patience_with_the_issuer_ends(connect, world):
    asked = []

    def source() -> str:
        asked.append(1)
        raise Unreachable("busy")

    with connect(token=source) as client, pytest.raises(Unreachable, match="busy"):
        client.tenants()
    assert (len(asked), world.requests) == (4, [])


def test_two_refused_tokens_are_enough(connect, world):
    given = iter(["old", "older", "oldest"])
    with connect(token=lambda: next(given)) as client, pytest.raises(NotSignedIn):
        client.status(FILE)
    assert len(world.requests) == 2


def test_the_tenant_is_named_where_one_was_chosen(connect, world):
    for tenant in (None, "t-1"):
        scripted(world, DONE)
        with connect(tenant=tenant) as client:
            client.projects()
    assert [request.headers.get("X-Tenant-ID") for request in world.requests] == [None, "t-1"]


@pytest.mark.parametrize("tenant", ["t-1\r\nX-Other: 1", "t 1", "t\u00fc"])
def test_a_tenant_that_no_header_takes_is_noticed_at_once(connect, tenant):
    with pytest.raises(ValueError, match="tenant"):
        connect(tenant=tenant)


def test_names_in_paths_cannot_lead_elsewhere(client, world):
    scripted(world, DONE)
    client.project_members("../tenants?x=")
    assert world.requests[0].path == "/projects/..%2Ftenants%3Fx%3D/members"


@pytest.mark.parametrize("call", ["status", "wait"])
def test_neither_can_ids(client, world, call):
    with pytest.raises(ApiError):
        getattr(client, call)("a/../b?c")
    assert {request.path for request in world.requests} == {"/uploads/a%2F..%2Fb%3Fc"}


@pytest.mark.parametrize(
    "url", ["", "api.example.com", "ftp://api.example.com", "https://", "/x", "https://[::1", "https://a:b"]
)
def test_a_url_that_is_none_is_noticed_at_once(url):
    with pytest.raises(ValueError, match=r"api_url|parse"):
        Client(url, "token")


def test_bodies_are_json(client, world):
    scripted(world, CREATED)
    client.create_tenant("Ünï – 🙂")
    (request,) = world.requests
    assert json.loads(request.body) == {"name": "Ünï – 🙂"}
    assert request.headers["Content-Type"] == "application/json"
