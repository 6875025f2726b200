"""The obvious design as a side of the comparison."""

import json
from collections.abc import Iterator
from typing import Any

from bench.events.ledger import Design
from bench.events.obvious.stack import API_KEY, NAME, Stack
from bench.events.side import Side
from local.outputs import client
from tools.embedded import Embedded


def side(cloud: Embedded, stack: Stack) -> Side:
    """The side that `stack` is."""
    s3 = client("s3", cloud.place)
    return Side(
        name="the obvious design",
        url=stack.url,
        headers={"Content-Type": "application/json", "X-Api-Key": API_KEY},
        design=Design(stack.functions, stack.api_id, NAME),
        queue_url=stack.queue_url,
        table=stack.table,
        accepted=lambda answer: len(json.loads(answer)["eventIds"]),
        key=lambda event_id: {"pk": {"S": f"E#{event_id}"}, "sk": {"S": "E"}},
        archived=lambda: list(_archived(s3, stack.bucket)),
        finish=lambda: None,
    )


def _archived(s3: Any, bucket: str) -> Iterator[str]:
    """Ids by the names of the objects, each of which is one event."""
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for one in page.get("Contents", ()):
            yield one["Key"].rpartition("/")[2].removesuffix(".json")
