"""POST /events of the obvious design: validates each event and puts it into the queue. In the zip under this name."""

import json
import os
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import jsonschema

_SQS = boto3.client("sqs")
_SCHEMA = json.loads(Path(__file__).with_name("page_view.json").read_text())


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """One event or `{"batch": […]}` in, 202 with their ids out."""
    if event["headers"].get("x-api-key") != os.environ["API_KEY"]:
        return _answer(401, {"message": "the key is wrong"})
    body = json.loads(event["body"])
    accepted = []
    for one in body.get("batch", [body]):
        try:
            jsonschema.validate(one, _SCHEMA)
        except jsonschema.ValidationError as wrong:
            return _answer(400, {"message": wrong.message})
        one.setdefault("event_id", str(uuid.uuid4()))
        one["received_at"] = datetime.now(UTC).isoformat()
        _SQS.send_message(QueueUrl=os.environ["QUEUE_URL"], MessageBody=json.dumps(one))
        accepted.append(one["event_id"])
    print(f"accepted {len(accepted)}")
    return _answer(202, {"eventIds": accepted})


def _answer(status: int, body: dict[str, Any]) -> dict[str, Any]:
    return {"statusCode": status, "headers": {"content-type": "application/json"}, "body": json.dumps(body)}
