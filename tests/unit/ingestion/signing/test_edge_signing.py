"""Signed URLs of a distribution, verified as CloudFront does: the policy made anew of the URL, by the public key."""

import base64
import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.signers import CloudFrontSigner
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from ingestion.files import naming
from ingestion.signing import edge_signing

OWN = ("Expires", "Signature", "Key-Pair-Id", "Hash-Algorithm")
KEY = "t-0123456789abcdef0123456789abcdef/6f1c0e7e-7a64-4b53-9d5c-1f2a3b4c5d6e"
NAMED = "attachment; filename=\"Men_ _.png\"; filename*=UTF-8''Men%C3%BC%20%E2%80%93.png"
PARAMETERS = {"response-content-disposition": NAMED, "response-content-type": "image/png", "versionId": "v/1+*?"}
PRIVATE = ec.generate_private_key(ec.SECP256R1())
SECRET = PRIVATE.private_numbers().private_value.to_bytes(32, "big")
UNTIL = 1_790_000_300


class Refused(Exception):
    """What CloudFront would answer 403 to."""


def verify(url, public_keys, now):
    """The resource that the URL opens, as CloudFront decides it. Raises Refused."""
    base, _, query = url.partition("?")
    parts = [part.partition("=")[::2] for part in query.split("&")]
    own = {name: value for name, value in parts if name in OWN}
    asked = "&".join(f"{name}={value}" for name, value in parts if name not in OWN)
    resource = base + (f"?{asked}" if asked else "")
    if set(own) != set(OWN) or len(parts) != len({name for name, _ in parts}) or own["Hash-Algorithm"] != "SHA256":
        raise Refused("parameters")
    until = int(own["Expires"])
    policy = {"Statement": [{"Resource": resource, "Condition": {"DateLessThan": {"AWS:EpochTime": until}}}]}
    signed = json.dumps(policy, separators=(",", ":"), ensure_ascii=False).encode()
    made = base64.b64decode(own["Signature"].translate(str.maketrans("-_~", "+=/")), validate=True)
    try:
        public_keys[own["Key-Pair-Id"]].verify(made, signed, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, KeyError):
        raise Refused("signature") from None
    if now >= until:
        raise Refused("expired")
    return resource


def signed(parameters=PARAMETERS, key=KEY, host="files.example.com"):
    return edge_signing.url(host, key, parameters, UNTIL, ("K1", SECRET))


def accepted(url, now=UNTIL - 1, keys=None):
    return verify(url, keys or {"K1": PRIVATE.public_key()}, now)


def test_it_opens_just_what_it_says():
    url = signed()
    resource = accepted(url)
    assert url.startswith(f"{resource}&Expires={UNTIL}&Signature=")
    parts = urlsplit(resource)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "files.example.com", f"/{KEY}")
    # What S3 is asked, once more decoded.
    assert parse_qs(parts.query) == {name: [value] for name, value in PARAMETERS.items()}


def test_it_needs_no_parameters():
    assert accepted(signed({})) == f"https://files.example.com/{KEY}"


@pytest.mark.parametrize("character", ["%", " ", '"', "ü", "\U0001f600", "a"])
def test_the_longest_name_stays_within_what_cloudfront_takes(character):
    """8,192 bytes: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html"""
    told = PARAMETERS | {"response-content-disposition": naming.disposition("attachment", character * 300)}
    assert len(signed(told, key=f"{KEY}/1/{'x' * 64}.jpg")) < 8192


def test_it_ends_at_its_second():
    with pytest.raises(Refused, match="expired"):
        accepted(signed(), now=UNTIL)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("files.example.com", "evil.example.com"),
        ("https://", "http://"),
        (KEY, KEY.replace("6f1c", "7f1c")),
        ("versionId=v", "versionId=w"),
        ("image%2Fpng", "text%2Fhtml"),
        ("attachment", "inline"),
        (f"Expires={UNTIL}", f"Expires={UNTIL + 1}"),
        ("Key-Pair-Id=K1", "Key-Pair-Id=K2"),
        ("&Expires", "&x=1&Expires"),
        ("Signature=", "Signature=A"),
        ("Hash-Algorithm=SHA256", "Hash-Algorithm=SHA1"),
        ("&Hash-Algorithm=SHA256", ""),
        ("%3B", ";"),
    ],
)
def test_whatever_is_changed_is_refused(old, new):
    url = signed()
    assert old in url
    other = ec.generate_private_key(ec.SECP256R1()).public_key()
    with pytest.raises((Refused, ValueError)):
        accepted(url.replace(old, new, 1), keys={"K1": PRIVATE.public_key(), "K2": other})


def test_another_key_has_not_signed_it():
    with pytest.raises(Refused, match="signature"):
        accepted(signed(), keys={"K1": ec.generate_private_key(ec.SECP256R1()).public_key()})


def test_the_policy_is_the_one_that_botocore_makes():
    resource = accepted(signed())
    made = CloudFrontSigner("K1", lambda message: b"").build_policy(resource, datetime.fromtimestamp(UNTIL, UTC))
    assert edge_signing.policy(resource, UNTIL) == made


@given(st.dictionaries(st.sampled_from(["versionId", "response-content-disposition"]), st.text(max_size=50)), st.text())
def test_no_name_can_say_more_than_itself(parameters, text):
    given_all = parameters | {"response-content-type": text.encode("utf-8", "replace").decode()}
    clean = {name: value.encode("utf-8", "replace").decode() for name, value in given_all.items()}
    url = signed(clean)
    resource = accepted(url)
    assert parse_qs(urlsplit(resource).query, keep_blank_values=True, strict_parsing=True) == {
        name: [value] for name, value in clean.items()
    }
    # Neither of CloudFront's wildcards, and nothing that a client would spell in another way.
    assert set(url.partition("?")[2]) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%=&")
