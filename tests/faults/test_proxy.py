"""The proxy before a small real server: each fault is what it says, and without one nothing is changed."""

import socket
import time

import pytest
import urllib3
from urllib3.exceptions import HTTPError, IncompleteRead, ProtocolError

from tests.faults.conftest import ANSWER
from tests.faults.fault import DROP, LOSE_ANSWER, Error, Fault, Kind
from tests.faults.plan import Match, Nth, always, dies_after
from tests.faults.proxy import Proxy

ALL = Match()
BODY = b"x" * 1_000_000


@pytest.fixture
def put(proxy, http):
    """PUTs the body while the fault strikes every request."""

    def send(fault, path="/bucket/key", body=BODY):
        with proxy.following(always(ALL, fault)):
            return http.request("PUT", proxy.url + path, body=body)

    return send


def did(proxy):
    return [entry.did for entry in proxy.log.all()]


def test_without_a_plan_all_is_passed_on_as_it_came(proxy, http, upstream):
    headers = {"X-aMZ-Meta-a": "ü".encode().decode("latin-1"), "Host": "signed.example:1", "Content-Type": "a/b"}
    path = "/bucket/a%20b%2Fc?uploadId=%2F%3D&x"
    answer = http.request("PUT", proxy.url + path, body=BODY, headers=headers)
    assert (answer.status, answer.data) == (200, ANSWER)
    ((method, target, seen, body),) = upstream.got
    assert (method, target, body) == ("PUT", path, BODY)
    assert seen.items() >= headers.items()
    (entry,) = proxy.log.all()
    assert (entry.did, entry.sent, entry.status, entry.told) == (None, len(BODY), 200, 200)


def test_as_an_http_proxy_it_takes_requests_for_anybody(proxy, upstream):
    with Proxy("http://127.0.0.1:1") as other, urllib3.ProxyManager(other.url, retries=False) as http:
        assert http.request("PUT", f"{upstream.url}/bucket/key?partNumber=1", body=b"hello").status == 200
    ((_, target, headers, body),) = upstream.got
    assert (target, headers["Host"], body) == ("/bucket/key?partNumber=1", upstream.url[7:], b"hello")


@pytest.mark.parametrize("path", ["/sized", "/chunked", "/until-close"])
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_answers_of_any_form_come_whole(proxy, http, path, method):
    assert [http.request(method, proxy.url + path).data for _ in range(3)] == [ANSWER] * 3


def test_answers_without_a_body(proxy, http):
    assert http.request("HEAD", f"{proxy.url}/x").headers["Content-Length"] == "10"
    assert http.request("DELETE", f"{proxy.url}/nothing").status == 204
    assert http.request("GET", f"{proxy.url}/x").data == ANSWER


def test_bodies_in_chunks_come_whole(proxy, http, upstream):
    blocks = [b"a" * 300_000, b"b" * 300_000]
    assert http.request("PUT", f"{proxy.url}/x", body=iter(blocks)).status == 200
    assert upstream.got[0][3] == b"".join(blocks)


def test_one_connection_serves_many_requests(proxy, http):
    with http.connection_from_url(proxy.url) as pool:
        for _ in range(5):
            pool.request("PUT", "/x", body=b"1")
        assert pool.num_connections == 1


def test_a_client_that_asks_before_it_sends_is_told_to(proxy, upstream):
    with socket.create_connection(("127.0.0.1", proxy.port)) as client:
        client.sendall(b"PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
        assert client.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b"hello")
        assert client.recv(100).startswith(b"HTTP/1.1 200")
    assert upstream.got[0][3] == b"hello"


def test_drop(proxy, put, upstream):
    with pytest.raises(HTTPError):
        put(DROP)
    assert (did(proxy), upstream.got) == ([Kind.DROP], [])


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Error.INTERNAL, 500, "InternalError"),
        (Error.UNAVAILABLE, 503, "ServiceUnavailable"),
        (Error.SLOW_DOWN, 503, "SlowDown"),
    ],
)
@pytest.mark.parametrize(("kind", "reached"), [(Kind.REFUSE, 0), (Kind.REFUSE_AFTER, 1)])
def test_refuse(proxy, put, upstream, kind, reached, error, status, code):
    answer = put(Fault(kind, error))
    assert answer.status == status
    assert f"<Code>{code}</Code>" in answer.data.decode()
    assert (did(proxy), len(upstream.got)) == ([kind], reached)
    assert proxy.log.all()[0].status == (200 if reached else None)


def test_delay(proxy, put, upstream):
    assert put(Fault(Kind.DELAY, seconds=0.05)).data == ANSWER
    assert (did(proxy), len(upstream.got)) == ([Kind.DELAY], 1)


@pytest.mark.parametrize("share", [0, 0.5, 0.999999])
def test_cut_request(proxy, put, upstream, share):
    with pytest.raises(HTTPError):
        put(Fault(Kind.CUT_REQUEST, share=share))
    assert (did(proxy), upstream.got) == ([Kind.CUT_REQUEST], [])
    assert proxy.log.all()[0].sent == int(len(BODY) * share)


def test_shorten_request(proxy, put, upstream):
    assert put(Fault(Kind.SHORTEN_REQUEST, share=0.25)).status == 200
    assert did(proxy) == [Kind.SHORTEN_REQUEST]
    assert upstream.got[0][3] == BODY[: len(BODY) // 4]


def test_lose_answer(proxy, put, upstream):
    with pytest.raises(HTTPError):
        put(LOSE_ANSWER)
    assert (did(proxy), upstream.got[0][3]) == ([Kind.LOSE_ANSWER], BODY)


def test_cut_answer(proxy, put, upstream):
    with pytest.raises((IncompleteRead, ProtocolError)):
        put(Fault(Kind.CUT_ANSWER, share=0.5))
    assert (did(proxy), upstream.got[0][3]) == ([Kind.CUT_ANSWER], BODY)


def test_shorten_answer(proxy, put, upstream):
    assert put(Fault(Kind.SHORTEN_ANSWER, share=0.5)).data == ANSWER[:5]
    assert (did(proxy), upstream.got[0][3]) == ([Kind.SHORTEN_ANSWER], BODY)


@pytest.mark.parametrize(
    ("planned", "path", "body", "done"),
    [
        (Kind.CUT_REQUEST, "/x", b"", Kind.DROP),
        (Kind.SHORTEN_REQUEST, "/x", b"", Kind.DROP),
        (Kind.SHORTEN_REQUEST, "/x", iter([b"12345"]), Kind.CUT_REQUEST),
        (Kind.CUT_ANSWER, "/nothing", b"1", Kind.LOSE_ANSWER),
        (Kind.SHORTEN_ANSWER, "/nothing", b"1", Kind.LOSE_ANSWER),
        (Kind.SHORTEN_ANSWER, "/chunked", b"1", Kind.CUT_ANSWER),
    ],
)
def test_what_cannot_be_done_is_done_as_nearly_as_it_can(proxy, put, planned, path, body, done):
    with pytest.raises(HTTPError):
        put(Fault(planned), path, body)
    assert did(proxy) == [done]


def test_dead_is_dead_until_told_otherwise(proxy, http, upstream):
    rule = dies_after(ALL, 2)
    with proxy.following(rule) as plan:
        assert http.request("GET", proxy.url).status == 200
        for _ in range(2):
            with pytest.raises(HTTPError):
                http.request("GET", proxy.url)
        assert plan.seen(rule) == 3
    assert http.request("GET", proxy.url).status == 200
    assert len(upstream.got) == 3
    assert did(proxy) == [None, Kind.LOSE_ANSWER, Kind.DROP, None]


def test_others_are_left_alone(proxy, http, upstream):
    with proxy.following(Nth(Match(method="PUT"), DROP)):
        assert http.request("GET", proxy.url).status == 200
    assert proxy.log.faults() == []


def test_nobody_behind_it_is_told(http):
    with Proxy("http://127.0.0.1:1") as proxy:
        with pytest.raises(HTTPError):
            http.request("GET", proxy.url)
        assert [entry.trouble for entry in proxy.log.all()] == ["nobody answers there"]


def test_a_client_that_leaves_in_the_middle_takes_its_request_along(proxy, upstream):
    with socket.create_connection(("127.0.0.1", proxy.port)) as client:
        client.sendall(b"PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel")
    with socket.create_connection(("127.0.0.1", proxy.port)) as client:
        client.sendall(b"GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        while client.recv(100):
            pass
    assert [method for method, *_ in upstream.got] == ["GET"]


@pytest.mark.parametrize(
    "said",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"CONNECT a.example:443 HTTP/1.1\r\n\r\n",
        b"GET http:// HTTP/1.1\r\n\r\n",
        b"GET",
    ],
)
def test_what_is_no_request_is_hung_up_on(proxy, http, said):
    with socket.create_connection(("127.0.0.1", proxy.port)) as client:
        client.sendall(said)
        client.shutdown(socket.SHUT_WR)
        assert client.recv(100) == b""
    assert http.request("GET", proxy.url).status == 200


def test_it_ends_while_a_request_is_under_way(upstream):
    with Proxy(upstream.url) as proxy, proxy.following(always(ALL, Fault(Kind.DELAY, seconds=600))):
        client = socket.create_connection(("127.0.0.1", proxy.port))
        client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        while not proxy.log.all():
            time.sleep(0.01)
    with client:
        assert client.recv(100) == b""


def test_a_port_that_is_taken_is_an_error_at_once(proxy, upstream):
    with pytest.raises(OSError, match="in use"), Proxy(upstream.url, port=proxy.port):
        pass
