"""Where an API says that one signs in, and what is not believed."""

import pytest
from urllib3.exceptions import HTTPError

from inlet.errors import NotSignedIn, Unreachable
from inlet.signin.discovery import Provider, discover
from tests.unit.inlet.signin.fakes import API, PROVIDER, Servers

METADATA = f"{API}/.well-known/oauth-protected-resource"
ISSUER = "https://issuer.example"
ISSUER_METADATA = f"{ISSUER}/.well-known/openid-configuration"


def metadata(resource=API, **inlet):
    own = {
        "clientId": "client-1",
        "authorizationEndpoint": PROVIDER.authorization_endpoint,
        "tokenEndpoint": PROVIDER.token_endpoint,
        "revocationEndpoint": PROVIDER.revocation_endpoint,
        "scopes": ["openid", "inlet/api"],
    }
    return {"resource": resource, "authorization_servers": [ISSUER], "inlet": own | inlet}


def open_ended(**issuer):
    """An API that leaves the endpoints to its issuer."""
    told = {"issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/a", "token_endpoint": f"{ISSUER}/t"} | issuer
    left_open = metadata(authorizationEndpoint=None, tokenEndpoint=None, revocationEndpoint=None)
    return Servers({METADATA: (200, left_open), ISSUER_METADATA: (200, told)})


def test_an_api_that_says_all():
    assert discover(f"{API}/", Servers({METADATA: (200, metadata())})) == PROVIDER


def test_a_client_of_ones_own_goes_first():
    servers = Servers({METADATA: (200, metadata(clientId=None))})
    assert discover(API, servers, "mine").client_id == "mine"
    with pytest.raises(NotSignedIn, match="--client-id"):
        discover(API, servers)


def test_another_issuer_says_the_rest():
    servers = open_ended(revocation_endpoint=f"{ISSUER}/r", scopes_supported=["openid", "offline_access"])
    scopes = ("openid", "inlet/api", "offline_access")
    assert discover(API, servers) == Provider("client-1", f"{ISSUER}/a", f"{ISSUER}/t", f"{ISSUER}/r", scopes)


def test_an_issuer_that_knows_no_offline_access_is_not_asked_for_it():
    provider = discover(API, open_ended())
    assert (provider.scopes, provider.revocation_endpoint) == (("openid", "inlet/api"), None)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ((404, {"message": "Not Found"}), "answered 404"),
        ((200, b"<html>"), "is that the address"),
        ((200, []), "is that the address"),
        ((200, {}), "another API"),
        ((200, metadata("https://other.example")), "another API"),
        ((200, {"resource": API}), "lacks"),
        ((200, metadata() | {"authorization_servers": []}), "lacks"),
        ((200, metadata(tokenEndpoint="http://login.example/token")), "https://"),
        ((200, metadata(authorizationEndpoint="file:///etc/passwd")), "https://"),
        ((200, metadata(authorizationEndpoint="https://login.example/\x1b]0;owned\x07")), "https://"),
        ((200, metadata(authorizationEndpoint="https:///path")), "https://"),
        ((200, metadata(authorizationEndpoint="https://[::1")), "https://"),
        ((200, metadata(tokenEndpoint="https://login.example:port/")), "https://"),
        ((200, metadata(tokenEndpoint=["https://login.example/token"])), "https://"),
        ((200, metadata(revocationEndpoint={"a": 1})), "https://"),
        ((200, metadata(scopes=[1])), "no texts"),
        ((200, metadata(scopes=None)), "lacks"),
        ((200, metadata(clientId=7)), "no texts"),
        ((200, metadata("https://[::1")), "another API"),
        ((200, metadata(7)), "another API"),
        ((200, b"[" * 10**5), "is that the address"),
        (HTTPError("x: no route to host"), "cannot be reached: no route to host"),
    ],
)
def test_what_is_no_api_of_inlet_is_not_signed_in_to(answer, told):
    with pytest.raises(Unreachable, match=told):
        discover(API, Servers({METADATA: answer}))


@pytest.mark.parametrize(
    ("issuer", "told"),
    [
        ({"issuer": "https://evil.example"}, "another issuer"),
        ({"issuer": "https://[::1"}, "another issuer"),
        ({"token_endpoint": None}, "does not say"),
        ({"token_endpoint": 7}, "https://"),
        ({"token_endpoint": "http://issuer.example/t"}, "https://"),
    ],
)
def test_an_issuer_speaks_for_itself_only(issuer, told):
    with pytest.raises(Unreachable, match=told):
        discover(API, open_ended(**issuer))


@pytest.mark.parametrize("known", [None, 7, {"offline_access": 1}, "offline_access"])
def test_scopes_of_an_issuer_that_are_no_list_are_passed_over(known):
    assert discover(API, open_ended(scopes_supported=known)).scopes == ("openid", "inlet/api")


def test_plain_http_is_for_this_machine_only():
    with pytest.raises(Unreachable, match="https://"):
        discover("http://api.example", Servers({}))
    here = "http://localhost:4566/api"
    told = metadata("http://127.0.0.1:4566/api/")
    assert discover(here, Servers({f"{here}/.well-known/oauth-protected-resource": (200, told)})) == PROVIDER
