"""A side of the comparison: a design that runs on the embedded AWS, as the bench uses it and looks into it."""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from bench.events.ledger import Design
from local.home import Trouble

POLL_SECONDS = 0.03
PATIENCE_SECONDS = 600
_WAITING = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
_KEYS_A_CALL = 100


class Wrong(Exception):
    """What was accepted is not what is stored: the time that it took counts for nothing."""


@dataclass(frozen=True)
class Side:
    """`accepted` reads an answer of 202; `key` is an event's row, by its id; `archived` are all ids in the archive.

    `finish` does what the design leaves to a clock; it is called once a turn, and its calls count.
    """

    name: str
    url: str
    headers: Mapping[str, str]
    design: Design
    queue_url: str
    table: str
    accepted: Callable[[bytes], int]
    key: Callable[[str], Mapping[str, Any]]
    archived: Callable[[], Collection[str]]
    finish: Callable[[], None]


def wait_until_stored(sqs: Any, queue_url: str) -> float:
    """Until the queue has nothing left, waiting or under way; the time of that, by `time.perf_counter`."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        told = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=_WAITING)["Attributes"]
        now = time.perf_counter()
        if not any(int(told[name]) for name in _WAITING):
            return now
        if time.monotonic() > deadline:
            raise Trouble(f"the queue has not run empty within {PATIENCE_SECONDS} seconds")
        time.sleep(POLL_SECONDS)


def verify(dynamodb: Any, side: Side, ids: Collection[str]) -> None:
    """Raises Wrong unless each id has its row and stands in the archive."""
    keys = [side.key(one) for one in ids]
    rows = sum(
        len(
            dynamodb.batch_get_item(
                RequestItems={
                    side.table: {"Keys": keys[start : start + _KEYS_A_CALL], "ProjectionExpression": "pk"},
                }
            )["Responses"][side.table]
        )
        for start in range(0, len(keys), _KEYS_A_CALL)
    )
    if rows != len(ids):
        raise Wrong(f"{side.name}: {rows} rows of {len(ids)} events")
    if missing := set(ids) - set(side.archived()):
        raise Wrong(f"{side.name}: {len(missing)} of {len(ids)} events are not in the archive")
