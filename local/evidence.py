"""What the system tells of an upload afterwards: its audit rows, the mail that was sent about it."""

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import urllib3

from local import cloud
from local.home import Home, Trouble
from local.outputs import Outputs, client

# Without any news. What a busy logger had no time for is delivered again after three minutes.
ROW_SECONDS = 200
MAIL_SECONDS = 10

POLL_SECONDS = 0.2
PAUSE_SECONDS = 10  # between two words about what is awaited

T = TypeVar("T")
Row = dict[str, str]  # attributes as they are named in the table


@dataclass(frozen=True)
class Mail:
    """One mail that left through SES."""

    to: str
    subject: str
    text: str


def audit_rows(keys: Sequence[str], place: Home, made: Outputs) -> list[Row]:
    """The audit rows of the objects' arrivals, once each is decided on. Raises Trouble when none is for too long."""
    dynamodb = client("dynamodb", place)
    rows: dict[str, list[Row]] = {key: [] for key in keys}

    def undecided() -> list[str]:
        return [key for key in keys if not any(row["kind"] == "decision" for row in rows[key])]

    told_at = time.monotonic()

    def read() -> list[str]:
        nonlocal told_at
        rows.update({key: _rows(dynamodb, made.audit_table, key) for key in undecided()})
        left = undecided()
        if left and time.monotonic() - told_at > PAUSE_SECONDS:
            told_at = time.monotonic()
            print(f"→ {len(left)} of {len(keys)} are still to be recorded", file=sys.stderr, flush=True)
        return left

    if left := _await(read, len, ROW_SECONDS):
        raise Trouble(f"{len(left)} of {len(keys)} uploads have no audit row after {ROW_SECONDS} s: make logs says why")
    return [row for found in rows.values() for row in found if row["kind"] in {"created", "decision"}]


def mails(keys: Sequence[str], place: Home) -> list[Mail]:
    """The mails that tell of the objects `keys`, once each has one or we have waited long enough."""
    url = f"{cloud.endpoint(place)}/_ministack/ses/messages"

    def read() -> list[Mail]:
        accounts = json.loads(urllib3.request("GET", url).data)["messages"].values()
        sent = [Mail(", ".join(m["To"]), m["Subject"], m["BodyText"]) for account in accounts for m in account]
        return [mail for mail in sent if any(key in mail.text for key in keys)]

    def untold(found: list[Mail]) -> int:
        return sum(not any(key in mail.text for mail in found) for key in keys)

    return _await(read, untold, MAIL_SECONDS)


def _rows(dynamodb: Any, table: str, key: str) -> list[Row]:
    found = dynamodb.query(
        TableName=table,
        KeyConditionExpression="pk = :key",
        ExpressionAttributeValues={":key": {"S": key}},
        ConsistentRead=True,
    )
    return [{name: next(iter(value.values())) for name, value in item.items()} for item in found["Items"]]


def _await(read: Callable[[], T], missing: Callable[[T], int], seconds: float) -> T:
    """What is read once nothing is missing of it, or nothing has come for so many `seconds`."""
    least, deadline = None, 0.0
    while left := missing(found := read()):
        if least is None or left < least:
            least, deadline = left, time.monotonic() + seconds
        elif time.monotonic() > deadline:
            break
        time.sleep(POLL_SECONDS)
    return found
