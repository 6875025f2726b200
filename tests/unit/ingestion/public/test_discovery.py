"""GET /.well-known/oauth-protected-resource: where to sign in."""

import pytest

from common import settings
from ingestion.public import discovery
from tests.unit.ingestion.conftest import ENVIRONMENT

ROUTE = "GET /.well-known/oauth-protected-resource"


@pytest.mark.usefixtures("environment")
def test_a_client_finds_the_sign_in(api):
    answer = api(ROUTE, claims={})
    assert answer.status == 200
    assert "no-store" not in answer.headers["cache-control"]
    assert answer.json == {
        "resource": "https://api.example",
        "authorization_servers": ["https://issuer.example"],
        "scopes_supported": ["inlet/api"],
        "bearer_methods_supported": ["header"],
        "inlet": {
            "clientId": "client-1",
            "authorizationEndpoint": "https://login.example/oauth2/authorize",
            "tokenEndpoint": "https://login.example/oauth2/token",
            "revocationEndpoint": "https://login.example/oauth2/revoke",
            "scopes": ["openid", "email", "inlet/api"],
        },
    }


def test_what_is_not_configured_is_null(api, environment):
    for name in ("CLIENT_ID", "AUTHORIZATION_ENDPOINT", "TOKEN_ENDPOINT", "REVOCATION_ENDPOINT"):
        environment.setenv(name, "")
    told = api(ROUTE, claims={}).json["inlet"]
    assert {name for name, value in told.items() if value is None} == told.keys() - {"scopes"}


def test_health_needs_no_sign_in_to_be_configured(api, environment):
    environment.delenv("ISSUER")
    assert api("GET /health").status == 200
    assert api(ROUTE).json["code"] == "internal"


@pytest.mark.parametrize("scopes", ["", "{}", "openid", '"openid"', "[1]", '[""]'])
def test_scopes_are_a_list_of_words(scopes):
    with pytest.raises(settings.SettingsError, match="SIGN_IN_SCOPES is malformed"):
        settings.read(discovery.Settings, ENVIRONMENT | {"SIGN_IN_SCOPES": scopes})
