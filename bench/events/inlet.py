"""Inlet as a side of the comparison, as Terraform made it, with a write key of a tenant of the bench's own."""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import urllib3

from bench.events.ledger import Design
from bench.events.side import Side
from common.events import keys
from local.home import Trouble
from local.outputs import client, outputs
from local.signin import sign_in
from local.users import user
from tools.embedded import Embedded

# Those that events go through, by short name; others may run meanwhile and are no cost of events.
FUNCTIONS = ("collector", "events", "roller")
QUEUE = "events"


def side(cloud: Embedded) -> Side:
    """The side that the stack in `cloud` is. What the clock would call is called once a turn: see `clock_stopped`."""
    made = outputs(cloud.place)
    asked = _Asking(made.api_url, sign_in(user("bench", cloud.place, made), made).access)
    key = asked("POST", "/write-keys", 201, {"name": "bench"})["key"]
    tenant = asked("GET", "/tenants", 200)["items"][0]["id"]
    queue_url = cloud.outputs["queues"][QUEUE]["url"]
    functions = {name: cloud.outputs["functions"][name] for name in FUNCTIONS}
    s3, bucket = client("s3", cloud.place), cloud.outputs["archive_bucket"]
    return Side(
        name="Inlet",
        url=f"{made.api_url}/events",
        headers={"Content-Type": "application/json", "X-Write-Key": key},
        design=Design(functions, cloud.outputs["api_id"], queue_url.rpartition("/")[2]),
        queue_url=queue_url,
        table=cloud.outputs["events_table"],
        accepted=lambda answer: int(json.loads(answer)["accepted"]),
        key=lambda event_id: {"pk": {"S": keys.event(tenant, event_id)}, "sk": {"S": keys.EVENT_SORT}},
        archived=lambda: list(_archived(s3, bucket, f"events/tenant={tenant}/")),
        finish=lambda: _roll(client("lambda", cloud.place), functions["roller"]),
    )


@contextmanager
def clock_stopped(cloud: Embedded) -> Iterator[None]:
    """Lets no schedule call anything for the while."""
    scheduler = client("scheduler", cloud.place)
    pages = scheduler.get_paginator("list_schedules").paginate()
    schedules = [scheduler.get_schedule(Name=one["Name"]) for page in pages for one in page["Schedules"]]
    settable = scheduler.meta.service_model.operation_model("UpdateSchedule").input_shape.members
    asked = [{name: value for name, value in told.items() if name in settable} for told in schedules]
    try:
        for one in asked:
            scheduler.update_schedule(**one | {"State": "DISABLED"})
        yield
    finally:
        for one in asked:
            scheduler.update_schedule(**one)


class _Asking:
    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}"}

    def __call__(self, method: str, path: str, expected: int, body: object = None) -> dict[str, Any]:
        answer = urllib3.request(method, self._url + path, headers=self._headers, json=body, timeout=60)
        if answer.status != expected:
            raise Trouble(f"{method} {path}: {answer.status} {answer.data.decode(errors='replace')[:500]}")
        told: dict[str, Any] = json.loads(answer.data)
        return told


def _roll(functions: Any, name: str) -> None:
    answer = functions.invoke(FunctionName=name, Payload=b"{}")
    if "FunctionError" in answer:
        raise Trouble(f"{name}: {answer['Payload'].read()[:500]!r}")


def _archived(s3: Any, bucket: str, prefix: str) -> Iterator[str]:
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for one in page.get("Contents", ()):
            data = s3.get_object(Bucket=bucket, Key=one["Key"])["Body"].read()
            for line in gzip.decompress(data).splitlines():
                yield json.loads(line)["event_id"]
