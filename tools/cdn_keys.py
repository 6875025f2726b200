"""Key pairs by which downloads through CloudFront are signed: private halves a SecureString, public ones a String.

Terraform reads the public halves and makes them known to CloudFront; the API signs with a key that CloudFront knows. A
key is its private number, and its id comes of its public half, so halves of two pairs are never taken for one.

A rotation takes two calls, since a key must be known at every edge before it signs: the first adds a key that waits, a
deployment makes it known, and the second has it sign. The key before it stays known until the next rotation.
"""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from common.keys import ring
from local.home import Trouble
from tools import rings

# CloudFront makes a key known at its edges within minutes.
SPREADS = timedelta(minutes=15)
# A function signs with the key before for an hour at most (common.keys.kept), by URLs that live for an hour at most.
OUTLIVED = timedelta(hours=2)

_DESCRIPTION = "What the API signs downloads through CloudFront with"


def private(env: str) -> str:
    """The name of the parameter with the private keys: the stack derives the same (terraform/stack/cdn.tf)."""
    return f"/inlet-{env}/cdn-keys"


def public(env: str) -> str:
    """The name of that with the public ones."""
    return f"/inlet-{env}/cdn-public-keys"


def make(ssm: Any, env: str) -> str:
    """Makes a key pair unless there is one. What it has done, in a sentence. Raises Trouble when half of one was there.

    Who deploys may put and remove both halves, and read the public one.
    """
    key_id, secret = _pair()
    made = ring.Ring(key_id, {key_id: secret})
    if not rings.put_new(ssm, private(env), made, _DESCRIPTION):
        # Somebody was stopped in between: who may read the private half makes up for it.
        if _published(ssm, env) is None:
            _publish(ssm, env, rings.read(ssm, private(env), env), overwrite=False)
        return f"{env} has its key pair"
    published = _published(ssm, env)
    if published is None:
        _publish(ssm, env, made, overwrite=False)
    elif published != _public_keys(made):  # else somebody took us for stopped
        remove(ssm, env)
        raise Trouble(f"{env} had public keys alone, which are removed now: make keys ENV={env} once more in a minute")
    return f"Made the key pair of {env}"


def rotate(ssm: Any, cloudfront: Any, env: str, at: datetime) -> str:
    """One step of a rotation: what it has done, and what comes next. Raises Trouble when it is too early."""
    held = rings.read(ssm, private(env), env)
    if _published(ssm, env) != _public_keys(held):
        _publish(ssm, env, held, overwrite=True)
    newest = list(held.keys)[-1]
    return _add(ssm, env, held, at) if newest == held.current else _turn(ssm, cloudfront, env, held, at)


def remove(ssm: Any, env: str) -> str:
    """Removes both halves, if they are there."""
    there = [rings.remove(ssm, name) for name in (public(env), private(env))]
    return f"Removed the key pair of {env}" if any(there) else f"{env} has no key pair"


def _add(ssm: Any, env: str, held: ring.Ring, at: datetime) -> str:
    """A new key waits. The one before the current goes, once nothing that it signed can be good any more."""
    turned = ssm.get_parameter(Name=private(env), WithDecryption=False)["Parameter"]["LastModifiedDate"]
    if len(held.keys) > 1 and (early := turned + OUTLIVED - at) > timedelta():
        raise Trouble(f"what the key before signed may still be good: once more in {_minutes(early)}")
    key_id, secret = _pair()
    added = ring.Ring(held.current, {held.current: held.keys[held.current], key_id: secret})
    rings.replace(ssm, private(env), added, _DESCRIPTION)
    _publish(ssm, env, added, overwrite=True)
    return f"{key_id} waits: make deploy ENV={env}, and make rotate-keys ENV={env} KEYS=cdn once more has it sign"


def _turn(ssm: Any, cloudfront: Any, env: str, held: ring.Ring, at: datetime) -> str:
    """The key that waits signs, if CloudFront has known it for long enough."""
    newest = list(held.keys)[-1]
    known, since = _known(cloudfront, env)
    if newest not in known:
        raise Trouble(f"CloudFront does not know {newest}: make deploy ENV={env}, then this once more")
    if (early := since + SPREADS - at) > timedelta():
        raise Trouble(f"not every edge may know {newest} yet: once more in {_minutes(early)}")
    rings.replace(ssm, private(env), ring.Ring(newest, held.keys), _DESCRIPTION)
    return f"{newest} signs for {env} from now on, and {held.current} is good until the next rotation"


def _known(cloudfront: Any, env: str) -> tuple[set[str], datetime]:
    """The ids of the keys whose signatures CloudFront believes, and since when. Raises Trouble when there are none."""
    name = f"inlet-{env}"
    groups = _all(cloudfront.list_key_groups, "KeyGroupList")
    for group in (one["KeyGroup"] for one in groups if one["KeyGroup"]["KeyGroupConfig"]["Name"] == name):
        keys = {one["Id"]: one["Name"] for one in _all(cloudfront.list_public_keys, "PublicKeyList")}
        named = {keys.get(key_id, "").removeprefix(f"{name}-") for key_id in group["KeyGroupConfig"]["Items"]}
        return named, group["LastModifiedTime"]
    raise Trouble(f"CloudFront has no keys of {env}: is cdn.enabled set, and deployed?")


def _all(call: Any, name: str) -> list[dict[str, Any]]:
    """All items of a list of CloudFront's, page by page."""
    found: list[dict[str, Any]] = []
    page: dict[str, Any] = {"NextMarker": ""}
    while "NextMarker" in page:
        page = call(**({"Marker": page["NextMarker"]} if page["NextMarker"] else {}))[name]
        found += page.get("Items", [])
    return found


def _pair() -> tuple[str, bytes]:
    """A new key: its id, and its private number in 32 bytes."""
    secret = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value.to_bytes(32, "big")
    return _id(secret), secret


def _id(secret: bytes) -> str:
    return hashlib.sha256(_pem(secret).encode()).hexdigest()[:8]


def _pem(secret: bytes) -> str:
    """The public half of a key."""
    key = ec.derive_private_key(int.from_bytes(secret, "big"), ec.SECP256R1()).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


def _public_keys(held: ring.Ring) -> dict[str, str]:
    return {key_id: _pem(secret) for key_id, secret in held.keys.items()}


def _published(ssm: Any, env: str) -> dict[str, str] | None:
    try:
        return dict(json.loads(ssm.get_parameter(Name=public(env))["Parameter"]["Value"]))
    except ssm.exceptions.ParameterNotFound:
        return None


def _publish(ssm: Any, env: str, held: ring.Ring, *, overwrite: bool) -> None:
    ssm.put_parameter(
        Name=public(env),
        Description="Public keys of downloads, which Terraform makes known to CloudFront",
        Value=json.dumps(_public_keys(held)),
        Type="String",
        Overwrite=overwrite,
    )


def _minutes(time: timedelta) -> str:
    return f"{-(-time // timedelta(minutes=1))} minutes"
