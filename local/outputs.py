"""What Terraform made, read from where the last apply left it, and clients for it."""

import json
from dataclasses import dataclass, fields
from typing import Any

import boto3

from local import cloud
from local.home import REGION, ROOT_KEY, Home, Trouble


@dataclass(frozen=True)
class Outputs:
    """The outputs of terraform/environments/local that are used here; their descriptions are there."""

    api_url: str
    audit_table: str
    catalog_table: str
    mail_from: str
    scanner: str
    scope: str
    sign_in_url: str
    uploads_bucket: str
    user_pool_client_id: str
    user_pool_id: str


def outputs(place: Home) -> Outputs:
    """What runs in the cloud at `place`. Raises Trouble when it does not run or holds nothing yet."""
    cloud.endpoint(place)
    try:
        told = json.loads(place.outputs.read_text())
    except FileNotFoundError as missing:
        raise Trouble("the embedded AWS is empty: make up") from missing
    return Outputs(**{field.name: told[field.name] for field in fields(Outputs)})


def client(service: Any, place: Home) -> Any:
    """A boto3 client of the cloud at `place`, whatever profile or region the shell has."""
    return boto3.Session(ROOT_KEY, ROOT_KEY, region_name=REGION).client(service, endpoint_url=cloud.endpoint(place))
