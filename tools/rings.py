"""Rings of keys as SecureStrings of SSM: written, never shown."""

import os
from typing import Any

from common.keys import ring
from local.home import Trouble


def put_new(ssm: Any, name: str, keys: ring.Ring, description: str) -> bool:
    """Puts `keys` where there are none, which it need not look at. Whether there were none.

    Encrypted with the key of SSM's own, or with the KMS key that KMS_KEY names.
    """
    try:
        _put(ssm, name, keys, description, os.environ.get("KMS_KEY", ""), overwrite=False)
    except ssm.exceptions.ParameterAlreadyExists:
        return False
    return True


def replace(ssm: Any, name: str, keys: ring.Ring, description: str) -> None:
    """Puts `keys` in the place of others, encrypted as those are."""
    _put(ssm, name, keys, description, _kms_key(ssm, name), overwrite=True)


def read(ssm: Any, name: str, env: str) -> ring.Ring:
    """The keys in the parameter `name`. Raises Trouble when there are none."""
    try:
        return ring.parse(ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"])
    except ssm.exceptions.ParameterNotFound:
        raise Trouble(f"{env} has no keys: make keys ENV={env}") from None
    except ValueError:
        raise Trouble(f"what {name} holds is no keys: delete it, then make keys ENV={env}") from None


def remove(ssm: Any, name: str) -> bool:
    """Removes the parameter `name`. Whether it was there."""
    try:
        ssm.delete_parameter(Name=name)
    except ssm.exceptions.ParameterNotFound:
        return False
    return True


def _kms_key(ssm: Any, name: str) -> str:
    """What the parameter is encrypted with now: a new value without a word of it would go back to SSM's own key."""
    filters = [{"Key": "Name", "Option": "Equals", "Values": [name]}]
    pages = ssm.get_paginator("describe_parameters").paginate(ParameterFilters=filters)
    for found in (one for page in pages for one in page["Parameters"]):
        return str(found["KeyId"])
    raise Trouble(f"SSM does not list {name} yet: once more in a minute")


def _put(ssm: Any, name: str, keys: ring.Ring, description: str, kms_key: str, *, overwrite: bool) -> None:
    ssm.put_parameter(
        Name=name,
        Description=description,
        Value=ring.text(keys),
        Type="SecureString",
        Overwrite=overwrite,
        **({"KeyId": kms_key} if kms_key else {}),
    )
