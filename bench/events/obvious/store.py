"""What takes the obvious design's queue: a row and an object for each event. In the zip under this name."""

import json
import os
from datetime import datetime, timedelta
from typing import Any

import boto3

_TABLE = boto3.resource("dynamodb").Table(os.environ["TABLE"])
_S3 = boto3.client("s3")
_KEPT = timedelta(days=90)


def handler(event: dict[str, Any], context: object) -> None:
    """Messages in; what raises is delivered again."""
    for record in event["Records"]:
        _store(json.loads(record["body"]), record["body"])
    print(f"stored {len(event['Records'])}")


def _store(one: dict[str, Any], line: str) -> None:
    received = datetime.fromisoformat(one["received_at"])
    row: dict[str, Any] = {
        "pk": f"E#{one['event_id']}",
        "sk": "E",
        "gk": f"U#{one['user_id']}",
        "gs": f"{one['timestamp']}#{one['event_id']}",
        "line": line,
        "ttl": int((received + _KEPT).timestamp()),
    }
    _TABLE.put_item(Item=row)
    key = f"events/date={received:%Y-%m-%d}/hour={received:%H}/{one['event_id']}.json"
    _S3.put_object(Bucket=os.environ["BUCKET"], Key=key, Body=f"{line}\n".encode())
