"""Which way requests take."""

from base64 import b64encode

import pytest
from urllib3 import PoolManager, ProxyManager
from urllib3.exceptions import HTTPError

from inlet.network.transport import connect, proxy_for

PROXY = "http://proxy.example:3128"


@pytest.mark.parametrize(
    ("url", "environment", "proxy"),
    [
        ("https://api.example/x", {}, None),
        ("https://api.example", {"HTTPS_PROXY": PROXY}, PROXY),
        ("https://api.example", {"https_proxy": PROXY, "HTTPS_PROXY": "http://other"}, PROXY),
        ("https://api.example", {"HTTP_PROXY": PROXY}, None),
        ("http://api.example", {"HTTP_PROXY": PROXY}, PROXY),
        ("https://api.example", {"HTTPS_PROXY": "proxy.example:3128"}, PROXY),
        ("https://api.example", {"HTTPS_PROXY": PROXY, "NO_PROXY": "*"}, None),
        ("https://api.example", {"HTTPS_PROXY": PROXY, "NO_PROXY": "other, api.example"}, None),
        ("https://api.example", {"HTTPS_PROXY": PROXY, "NO_PROXY": ".example"}, None),
        ("https://api.example", {"HTTPS_PROXY": PROXY, "no_proxy": "example"}, None),
        ("https://api.example", {"HTTPS_PROXY": PROXY, "NO_PROXY": "pi.example"}, PROXY),
        ("https://api.example", {"HTTPS_PROXY": ""}, None),
        ("http://localhost:4566", {"HTTP_PROXY": PROXY}, None),
        ("http://127.0.0.1:4566", {"HTTP_PROXY": PROXY}, None),
        ("http://abc.execute-api.localhost:4566", {"HTTP_PROXY": PROXY}, None),
    ],
)
def test_which_proxy(url, environment, proxy):
    assert proxy_for(url, environment) == proxy


@pytest.fixture
def ways(monkeypatch):
    """Requests are not sent, but noted: proxy (None: none), URL, and what the proxy is told."""
    taken: list[tuple[str | None, str, dict[str, str]]] = []

    def note(pool, method, url, *_, **__):
        proxy = pool.proxy.url if pool.proxy else None
        taken.append((proxy, url, dict(getattr(pool, "proxy_headers", {}))))

    monkeypatch.setattr(PoolManager, "urlopen", note)
    return taken


def pool(**environment):
    return connect(connections=2, user_agent="test/1", environment=environment)


def test_each_host_has_its_own_way(ways):
    """The API may be inside, S3 outside, and the sign-in on this machine."""
    made = pool(HTTPS_PROXY=PROXY, NO_PROXY="inside.example")
    urls = [
        "https://api.inside.example/x",
        "https://bucket.s3.example/y",
        "https://localhost:1/z",
        "http://plain.example",
    ]
    for url in urls:
        made.request("GET", url, headers={}, redirect=False)
    assert [(proxy, url) for proxy, url, _ in ways] == list(zip([None, PROXY, None, None], urls, strict=True))


@pytest.mark.parametrize(
    ("user", "told"),
    [("me:secret", b"me:secret"), ("me:p%40ss%3A%2F%25", b"me:p@ss:/%"), ("m%C3%A9:x", "mé:x".encode()), ("me", b"me")],
)
def test_a_proxy_is_told_who_one_is(ways, user, told):
    pool(HTTPS_PROXY=f"http://{user}@proxy.example:3128").request("GET", "https://api.example")
    ((_, _, headers),) = ways
    assert headers == {"proxy-authorization": f"Basic {b64encode(told).decode()}"}


@pytest.mark.parametrize(
    ("url", "proxy"),
    [("https://[::1", PROXY), ("https://a:b", PROXY), ("https://a", "ftp://proxy"), ("https://a", "http://[x")],
)
def test_an_address_that_is_none_is_an_error_of_the_connection(url, proxy):
    with pytest.raises(HTTPError):
        pool(HTTPS_PROXY=proxy).request("GET", url)


def test_one_proxy_is_one_pool_of_connections(monkeypatch):
    pools = []
    monkeypatch.setattr(ProxyManager, "urlopen", lambda proxy, *_, **__: pools.append(proxy))
    made = pool(HTTPS_PROXY=PROXY)
    for host in "abc":
        made.request("GET", f"https://{host}.example")
    assert len(set(pools)) == 1
    monkeypatch.setattr(ProxyManager, "clear", lambda proxy: pools.clear())
    made.clear()
    assert pools == []
