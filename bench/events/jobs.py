"""What is done for each event, three ways: the usual way, the least that is known of, and Inlet's.

The usual ways and the least ones are the rows of a table of measured limits; docs/benchmarks.md says what they are.
"""

import gzip
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import boto3
import fastjsonschema
import jsonschema
from boto3.dynamodb.types import TypeSerializer
from botocore.config import Config

from bench.api.transport import Transport
from bench.events import contents
from common import aws, times
from common.events import keys, message, rows
from ingestion.collector import envelope, lines, moments, schemas
from ingestion.collector.envelope import Given
from processor.events import inserting

A_CALL = 25
EVENTS = 100
TENANT, BATCH_ID, TYPE = "t-0123456789abcdef0123456789abcdef", "019ab3c0-0000-7000-8000-000000000000", "page_view"
_HASH = b"0" * message.HASH_BYTES


@dataclass(frozen=True)
class Job:
    """One thing to be done for each event, three ways, each of which does it for `events` of them."""

    name: str
    usual: tuple[str, Callable[[], object]]
    least: tuple[str, Callable[[], object]]
    ours: Callable[[], object]
    goal: float
    events: int = EVENTS


def jobs(table: str) -> list[Job]:
    """All of them. `table` is that of events, in the cloud to which the environment leads."""
    given = [envelope.read(event, "") for event in contents.drawn(random.Random(1), EVENTS)]  # noqa: S311
    made = [_line(one) for one in given]
    return [_validating(given), _archiving(given, made), _building(given, made), _writing(table, given, made)]


def _validating(given: list[Given]) -> Job:
    schema = schemas._inlined(schemas.document(TYPE))  # noqa: SLF001 - what jsonschema judges by there
    seventh = schema | {"$schema": "http://json-schema.org/draft-07/schema#"}  # it knows no later draft
    generated = fastjsonschema.compile(seventh, use_default=False, use_formats=False, detailed_exceptions=False)
    properties = [one.properties for one in given]
    usual: Callable[[Any], object] = partial(jsonschema.validate, schema=schema)
    return Job(
        "validate",
        ("jsonschema.validate", lambda: list(map(usual, properties))),
        ("fastjsonschema", lambda: [generated(one) for one in properties]),
        lambda: [schemas.fits(TYPE, one) for one in properties],
        goal=2.0,
    )


def _archiving(given: list[Given], made: list[bytes]) -> Job:
    """Lines that are there: the usual way writes each event as JSON and compresses as hard as it can."""
    whole = [one.members | one.properties for one in given]
    raw = b"".join(line + b"\n" for line in made)
    return Job(
        "archive",
        ("json.dumps, gzip 9", lambda: gzip.compress("\n".join(map(json.dumps, whole)).encode(), 9)),
        ("gzip 6 of the bytes", lambda: gzip.compress(raw, 6)),
        lambda: message.compress(made),
        goal=1.1,
    )


def _building(given: list[Given], made: list[bytes]) -> Job:
    """An event's row, of what is known of it."""
    known = list(zip(given, made, strict=True))
    plain = [_plain(*one) for one in known]
    serialize = TypeSerializer().serialize
    return Job(
        "build a row",
        ("TypeSerializer", lambda: [{name: serialize(value) for name, value in one.items()} for one in plain]),
        ("fixed attributes", lambda: [_fixed(*one) for one in known]),
        lambda: [_row(*one) for one in known],
        goal=2.0,
    )


def _writing(table: str, given: list[Given], made: list[bytes]) -> Job:
    """Rows that are built, through the client, DynamoDB answering from memory with what it answered once."""
    items = [_row(*one) for one in zip(given[:A_CALL], made, strict=False)]
    transport, plain = Transport(), boto3.Session()
    for session in (plain, aws.session()):
        transport.hook(session)
    client: Any = plain.client("dynamodb")
    trusting: Any = plain.client("dynamodb", config=Config(parameter_validation=False))
    requests = [{"PutRequest": {"Item": item}} for item in items]
    ways = {
        "usual": lambda: [client.put_item(TableName=table, Item=item) for item in items],
        "least": lambda: trusting.batch_write_item(RequestItems={table: requests}),
        "ours": lambda: inserting.insert(table, items),
    }
    return Job(
        "write a row",
        ("put_item", _replayed(transport, ways["usual"])),
        (f"batch_write_item of {A_CALL}, unchecked", _replayed(transport, ways["least"])),
        _replayed(transport, ways["ours"]),
        goal=1.1,
        events=A_CALL,
    )


def _replayed(transport: Transport, act: Callable[[], object]) -> Callable[[], object]:
    transport.recorded(act)
    answers = {name: list(told) for name, told in transport.answers.items()}

    def again() -> object:
        transport.rewind()
        transport.answers.update(answers)
        return act()

    return again


def _line(given: Given) -> bytes:
    now = times.now()
    at = moments.happened(given.timestamp, None, now)
    shared = lines.shared(now, "k-bench", "203.0.113.0", "bench")
    return lines.line(given.members["event_id"], given, at, shared, lines.tail(given))


def _row(given: Given, line: bytes) -> dict[str, Any]:
    members = given.members
    return rows.row(
        TENANT,
        members["event_id"],
        user=members["user_id"],
        timestamp=members["timestamp"],
        batch_id=BATCH_ID,
        hash_=_HASH,
        line=line,
        expires_at=1_800_000_000,
    )


def _plain(given: Given, line: bytes) -> dict[str, Any]:
    """A row's values as boto3's resources take them."""
    event_id, user = given.members["event_id"], given.members["user_id"]
    return {
        "pk": keys.event(TENANT, event_id),
        "sk": keys.EVENT_SORT,
        "batchId": BATCH_ID,
        "hash": _HASH,
        "line": rows.pack(line),
        "ttl": 1_800_000_000,
        "gk": keys.of_user(TENANT, user, keys.user_shard(event_id)),
        "gs": f"{given.members['timestamp']}#{event_id}",
    }


def _fixed(given: Given, line: bytes) -> dict[str, Any]:
    """The same attributes, written out for the one form that these events have."""
    event_id, user = given.members["event_id"], given.members["user_id"]
    return {
        "pk": {"S": f"E#{TENANT}#{event_id}"},
        "sk": {"S": "E"},
        "batchId": {"S": BATCH_ID},
        "hash": {"B": _HASH},
        "line": {"B": line},
        "ttl": {"N": "1800000000"},
        "gk": {"S": f"U#{TENANT}#{user}#0"},
        "gs": {"S": f"{given.members['timestamp']}#{event_id}"},
    }
