"""Archive objects as the processor writes them, put there by hand: of any hour, and by nobody's rules."""

import gzip
import json
import uuid
from datetime import datetime, timedelta
from typing import Any

from common import times
from common.events import archive, message
from tests.e2e.cloud import Cloud


def event(event_id: str, **more: Any) -> dict[str, Any]:
    """A line of the archive."""
    now = times.text(times.now())
    line = {"event_id": event_id, "event_type": "page_view", "timestamp": now, "received_at": now, "source": "k-1"}
    return line | {"context": {}, "properties": {}} | more


def put(cloud: Cloud, tenant: str, *events: dict[str, Any], at: datetime | None = None) -> str:
    """Puts a batch's object, of an hour that is closed unless told otherwise; its key."""
    at = at or times.now() - timedelta(hours=2)
    lines = [json.dumps(one, ensure_ascii=False, separators=(",", ":")).encode() for one in events]
    key = archive.of_batch(tenant, at, str(uuid.uuid4()))
    body = message.compress(lines)
    cloud.root("s3").put_object(Bucket=cloud.outputs["archive_bucket"], Key=key, Body=body)
    return key


def keys(cloud: Cloud, prefix: str) -> list[str]:
    """The keys that begin with `prefix`."""
    found = cloud.root("s3").list_objects_v2(Bucket=cloud.outputs["archive_bucket"], Prefix=prefix)
    return [one["Key"] for one in found.get("Contents", [])]


def events(cloud: Cloud, prefix: str) -> list[str]:
    """The ids of the events in all objects below `prefix`, as often as they stand there, sorted."""
    s3, bucket = cloud.root("s3"), cloud.outputs["archive_bucket"]
    bodies = [s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys(cloud, prefix)]
    return sorted(json.loads(line)["event_id"] for body in bodies for line in gzip.decompress(body).splitlines())
