"""Tokens that do not let anybody in."""

import base64
import dataclasses
import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from local.outputs import outputs
from local.signin import CALLBACK, sign_in
from tests.e2e.cloud import Api, eventually

ROUTES = [
    ("GET", "/upload?filename=a.txt&contentType=text/plain"),
    ("POST", "/uploads"),
    ("GET", "/uploads/x"),
    ("DELETE", "/uploads/x"),
    ("GET", "/tenants"),
    ("POST", "/tenants"),
    ("GET", "/tenants/x/members"),
    ("PUT", "/tenants/x/members/y"),
    ("DELETE", "/tenants/x/members/y"),
    ("GET", "/projects"),
    ("POST", "/projects"),
    ("GET", "/projects/x/members"),
    ("PUT", "/projects/x/members/y"),
    ("DELETE", "/projects/x/members/y"),
    ("GET", "/write-keys"),
    ("POST", "/write-keys"),
    ("DELETE", "/write-keys/x"),
]


def part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def parts(token):
    """Header and claims of a token."""
    padded = [piece + "=" * (-len(piece) % 4) for piece in token.split(".")[:2]]
    return [json.loads(base64.urlsafe_b64decode(piece)) for piece in padded]


def signed(header, claims):
    """A token signed with a key of the forger's own."""
    body = f"{part(header)}.{part(claims)}"
    key = rsa.generate_private_key(65537, 2048)
    signature = key.sign(body.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{body}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


@pytest.fixture
def tokens(alice, cloud):
    """Bad tokens by name, made from a good one."""
    header, claims = parts(alice.token)
    good = alice.token.split(".")
    return {
        "none at all": None,
        "empty": "",
        "no token": "hello",
        "alg none": f"{part(header | {'alg': 'none'})}.{part(claims)}.",
        "forged signature": signed(header, claims),
        "changed claims": f"{good[0]}.{part(claims | {'sub': 'root'})}.{good[2]}",
        "other issuer": signed(header, claims | {"iss": "https://issuer.example"}),
        "signature cut off": f"{good[0]}.{good[1]}.",
    }


NAMES = [
    "none at all",
    "empty",
    "no token",
    "alg none",
    "forged signature",
    "changed claims",
    "other issuer",
    "signature cut off",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_let_nobody_in(alice, tokens, name, method, path):
    assert set(tokens) == set(NAMES)
    assert Api(alice.url, tokens[name])(method, path).status_code == 401


@pytest.mark.parametrize("name", ["id token", "without the scope", "other pool's"])
def test_only_access_tokens_of_this_pool_with_the_scope(alice, cloud, people, name):
    made = outputs(cloud.place)
    user = people("alice")
    if name == "id token":
        token = sign_in(user, made).id
    elif name == "without the scope":
        token = sign_in(user, dataclasses.replace(made, scope="")).access
        assert "inlet/api" not in parts(token)[1]["scope"].split()
    else:
        token = sign_in(user, other_pool(cloud, made, user)).access
        assert parts(token)[1]["scope"].split().count("inlet/api") == 1
    for method, path in ROUTES:
        assert Api(alice.url, token)(method, path).status_code in (401, 403)


def other_pool(cloud, made, user):
    """A pool of the same account that looks like ours, with the same user."""
    cognito = cloud.root("cognito-idp")
    pool = cognito.create_user_pool(PoolName="other", UsernameAttributes=["email"])["UserPool"]["Id"]
    cognito.create_resource_server(
        UserPoolId=pool, Identifier="inlet", Name="x", Scopes=[{"ScopeName": "api", "ScopeDescription": "x"}]
    )
    client = cognito.create_user_pool_client(
        UserPoolId=pool,
        ClientName="other",
        AllowedOAuthFlows=["code"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthScopes=["openid", "email", "inlet/api"],
        CallbackURLs=[CALLBACK],
        SupportedIdentityProviders=["COGNITO"],
    )["UserPoolClient"]["ClientId"]
    cognito.create_user_pool_domain(Domain=f"other-{client.lower()}", UserPoolId=pool)
    cognito.admin_create_user(UserPoolId=pool, Username=user.email, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool, Username=user.email, Password=user.password, Permanent=True)
    return dataclasses.replace(made, user_pool_id=pool, user_pool_client_id=client)


def test_an_expired_token_was_good_before(alice, cloud, people):
    made = outputs(cloud.place)
    cognito = cloud.root("cognito-idp")
    which = {"UserPoolId": made.user_pool_id, "ClientId": made.user_pool_client_id}
    client = cognito.describe_user_pool_client(**which)["UserPoolClient"]
    kept = {name: value for name, value in client.items() if value and name not in ("CreationDate", "LastModifiedDate")}
    # Cognito's least is five minutes; the emulator takes what a test can wait for.
    short = kept | {"AccessTokenValidity": 3, "TokenValidityUnits": {"AccessToken": "seconds"}}
    try:
        cognito.update_user_pool_client(**short)
        token = sign_in(people("alice"), made).access
    finally:
        cognito.update_user_pool_client(**kept)
    expired = Api(alice.url, token)
    assert expired("GET", "/uploads/x").status_code == 404
    eventually(lambda: expired("GET", "/uploads/x").status_code == 401)
    assert {expired(method, path).status_code for method, path in ROUTES} == {401}
