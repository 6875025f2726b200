import pytest
from urllib3 import ProxyManager

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


def test_a_proxy_is_told_who_one_is():
    pool = connect(
        "https://api.example",
        connections=2,
        user_agent="test/1",
        environment={"HTTPS_PROXY": "http://me:secret@proxy.example:3128"},
    )
    assert isinstance(pool, ProxyManager)
    assert pool.proxy
    assert pool.proxy.host == "proxy.example"
    assert pool.proxy_headers == {"proxy-authorization": "Basic bWU6c2VjcmV0"}


def test_without_a_proxy_there_is_none():
    assert connect("https://api.example", connections=2, user_agent="test/1", environment={}).proxy is None
