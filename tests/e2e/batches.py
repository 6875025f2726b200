"""Messages as the collector puts them into the queue of events, made by the test; and what came of them."""

import gzip
import hashlib
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from common import times, uuid7
from common.events import keys, message, slices
from common.events.bad import Bad
from common.events.bad import read as read_bad
from common.events.message import Accepted, Batch, Refused
from tests.e2e.cloud import Cloud


def tenant() -> str:
    """A tenant that nobody else uses."""
    return f"t-{uuid.uuid4().hex}"


def said(event_id: str, event_type: str = "click", **more: Any) -> bytes:
    """A line as the collector writes it; `more` are its other members."""
    line = {"event_id": event_id, "event_type": event_type, "timestamp": times.text(times.now()), "properties": {}}
    return json.dumps(line | more, ensure_ascii=False, separators=(",", ":")).encode()


def batch(tenant: str, lines: Iterable[bytes], refused: tuple[Refused, ...] = ()) -> Batch:
    """A message with these lines. The hash of an event is that of its line."""
    found = list(lines)
    return Batch(
        tenant=tenant,
        batch_id=uuid7.make(times.now()),
        received_at=times.parse(times.text(times.now())),
        correlation_id=str(uuid.uuid4()),
        events=tuple(Accepted(line, hashlib.sha256(line).digest()[: message.HASH_BYTES]) for line in found),
        refused=refused,
        archived=message.compress(found),
    )


def again(one: Batch) -> Batch:
    """The same events in another batch: a client that tries again."""
    return replace(one, batch_id=uuid7.make(times.now()))


def record(one: Batch | str) -> dict[str, Any]:
    """One delivery of a message to the processor."""
    return {"messageId": str(uuid.uuid4()), "body": one if isinstance(one, str) else message.write(one)}


@dataclass(frozen=True)
class Kept:
    """What there is of a tenant's events: ids of stored ones, of those that slices list, of archived ones; bad ones.

    A list holds an id as often as it is there.
    """

    stored: list[str]
    sliced: list[str]
    archived: list[str]
    bad: list[Bad]

    @property
    def once(self) -> bool:
        """Whether each stored event is counted once and archived once, and nothing else is."""
        return self.stored == self.sliced == self.archived


def kept(cloud: Cloud, tenant: str) -> Kept:
    """What the table and the archive hold of the tenant, behind all policies."""
    pages = cloud.root("dynamodb").get_paginator("scan").paginate(TableName=cloud.outputs["events_table"])
    rows = [row for page in pages for row in page["Items"] if f"#{tenant}#" in f"{row['pk']['S']}#"]
    of = {letter: [row for row in rows if row["pk"]["S"].startswith(f"{letter}#")] for letter in "ESB"}
    for row in of["S"]:
        entries, sums = slices.unpack_entries(row["entries"]["B"]), slices.unpack_sums(row["sums"]["B"])
        assert len(entries) == sum(one.count for one in sums.values()) == int(row["count"]["N"])
    return Kept(
        stored=sorted(row["pk"]["S"].removeprefix(f"E#{tenant}#") for row in of["E"]),
        sliced=sorted(one.event_id for row in of["S"] for one in slices.unpack_entries(row["entries"]["B"])),
        archived=sorted(json.loads(line)["event_id"] for line in archived(cloud, tenant)),
        bad=[read_bad(tenant, row) for row in of["B"]],
    )


def counted(cloud: Cloud, tenant: str) -> int:
    """How many events the tenant's totals count, of all days and types together."""
    found = cloud.rows("events", keys.totals(tenant))
    return sum(int(row["count"]) for row in found if row["sk"] == keys.day_total(row["sk"][2:12], ""))


def archived(cloud: Cloud, tenant: str) -> list[bytes]:
    """All lines of the tenant in the archive."""
    s3, bucket = cloud.root("s3"), cloud.outputs["archive_bucket"]
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"events/tenant={tenant}/")
    names = [one["Key"] for page in pages for one in page.get("Contents", [])]
    return [
        line
        for name in names
        for line in gzip.decompress(s3.get_object(Bucket=bucket, Key=name)["Body"].read()).splitlines()
    ]
