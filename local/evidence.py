"""What the system tells of an upload afterwards: its audit rows, the mail that was sent about it."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import urllib3

from local import cloud
from local.home import Home, Trouble
from local.outputs import Outputs, client

ROW_SECONDS = 60
MAIL_SECONDS = 10
POLL_SECONDS = 0.2

T = TypeVar("T")
Row = dict[str, str]  # attributes as they are named in the table


@dataclass(frozen=True)
class Mail:
    """One mail that left through SES."""

    to: str
    subject: str
    text: str


def audit_rows(keys: Sequence[str], place: Home, made: Outputs) -> list[Row]:
    """The audit rows of the objects' arrivals, once each is decided on. Raises Trouble when that takes too long."""
    dynamodb = client("dynamodb", place)

    def read() -> list[Row]:
        return [row for key in keys for row in _rows(dynamodb, made.audit_table, key)]

    def decided(rows: list[Row]) -> bool:
        return {row["pk"] for row in rows if row["kind"] == "decision"} >= set(keys)

    rows = _await(read, decided, ROW_SECONDS)
    if not decided(rows):
        raise Trouble(f"the audit rows did not come within {ROW_SECONDS} seconds: make logs says why")
    return [row for row in rows if row["kind"] in {"created", "decision"}]


def mails(keys: Sequence[str], place: Home) -> list[Mail]:
    """The mails that tell of the objects `keys`, once each has one or we have waited long enough."""
    url = f"{cloud.endpoint(place)}/_ministack/ses/messages"

    def read() -> list[Mail]:
        accounts = json.loads(urllib3.request("GET", url).data)["messages"].values()
        sent = [Mail(", ".join(m["To"]), m["Subject"], m["BodyText"]) for account in accounts for m in account]
        return [mail for mail in sent if any(key in mail.text for key in keys)]

    return _await(read, lambda found: all(any(key in mail.text for mail in found) for key in keys), MAIL_SECONDS)


def _rows(dynamodb: Any, table: str, key: str) -> list[Row]:
    found = dynamodb.query(
        TableName=table,
        KeyConditionExpression="pk = :key",
        ExpressionAttributeValues={":key": {"S": key}},
        ConsistentRead=True,
    )
    return [{name: next(iter(value.values())) for name, value in item.items()} for item in found["Items"]]


def _await(read: Callable[[], T], enough: Callable[[T], bool], seconds: float) -> T:
    deadline = time.monotonic() + seconds
    while not enough(found := read()) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    return found
