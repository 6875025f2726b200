"""A first event for each function, and what shows that it was handled."""

import copy
import hashlib
import json
import time
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from common import times
from common.events import message
from local.home import ROOT
from local.outputs import client
from tools.embedded import Embedded

SAMPLES = ROOT / "tests/events"
# Good once it is entered.
WRITE_KEY = f"wk_{'b' * 43}"
CLAIMS = {"iss": "https://issuer.example", "sub": "bench"}

Event = dict[str, Any]


def http(route: str, *, query: dict[str, Any] | None = None, body: Any = None) -> Event:
    """What API Gateway hands to a function, with a verified token."""
    event: Event = {
        "version": "2.0",
        "routeKey": route,
        "rawPath": route.partition(" ")[2],
        "rawQueryString": urlencode(query or {}),
        "headers": {"content-type": "application/json"},
        "requestContext": {
            "requestId": uuid.uuid4().hex,
            "timeEpoch": int(time.time() * 1000),
            "authorizer": {"jwt": {"claims": CLAIMS, "scopes": None}},
        },
        "isBase64Encoded": False,
    }
    return event if body is None else event | {"body": json.dumps(body)}


def upload() -> Event:
    """The one-line way to a signed URL."""
    return http("GET /upload", query={"filename": "a.png", "contentType": "image/png", "size": 8})


def look() -> Event:
    """A look at a file; there is none."""
    return http("GET /files/{id}") | {"pathParameters": {"id": str(uuid.uuid4())}}


def change() -> Event:
    """A change of a file; there is none."""
    return http("DELETE /files/{id}") | {"pathParameters": {"id": str(uuid.uuid4())}}


def runs() -> Event:
    """A list of the janitor's runs, for an operator."""
    event = http("GET /janitor")
    event["requestContext"]["authorizer"]["jwt"]["claims"] = CLAIMS | {"cognito:groups": "[operators]"}
    return event


def arrival() -> Event:
    """S3's news of an object, by way of SQS. Nobody announced it, and it is gone: each time another one."""
    event = copy.deepcopy(_sample("sqs_arrivals"))
    news = json.loads(event["Records"][0]["body"])
    news["Records"][0]["s3"]["object"]["key"] = f"t-{uuid.uuid4().hex}/{uuid.uuid4()}"
    event["Records"][0]["body"] = json.dumps(news)
    return event


def batch() -> Event:
    """A message of the collector, by way of SQS: each time another event of another batch."""
    at = times.now()
    line = json.dumps(
        {"event_id": str(uuid.uuid4()), "event_type": "click", "timestamp": times.text(at), "properties": {}}
    ).encode()
    events = (message.Accepted(line, hashlib.sha256(line).digest()[: message.HASH_BYTES]),)
    text = message.write(
        message.Batch(f"t-{uuid.uuid4().hex}", str(uuid.uuid4()), at, "bench", events, (), message.compress([line]))
    )
    return {"Records": [{"messageId": str(uuid.uuid4()), "body": text}]}


def task() -> Event:
    """What the state machine hands to a step: a version that is gone, each time another one's."""
    tenant, file = f"t-{uuid.uuid4().hex}", str(uuid.uuid4())
    names = {"tenantId": tenant, "fileId": file, "key": f"{tenant}/{file}", "versionId": uuid.uuid4().hex}
    types = {"contentType": "image/png", "mediaType": "image/png"}
    run = {"attempt": 1, "run": "bench", "correlationId": "bench", "guardDuty": None}
    return names | types | run | {"size": 8}


def _sample(name: str) -> Event:
    event: Event = json.loads((SAMPLES / f"{name}.json").read_text())
    return event


def sent() -> Event:
    """An event of a program with the bench's write key."""
    event = http("POST /events", body={"event_type": "page_view", "user_id": "u123", "page": "/home"})
    event["headers"]["x-write-key"] = WRITE_KEY
    return event


def enter_write_key(cloud: Embedded) -> None:
    """Makes WRITE_KEY one of a tenant's."""
    made = {
        "tenantId": f"t-{0:032}",
        "keyId": f"k-{0:032}",
        "createdAt": times.text(times.now()),
        "createdBy": "",
    }
    row = {"pk": f"K#{hashlib.sha256(WRITE_KEY.encode()).hexdigest()}", "sk": "KEY"} | made
    client("dynamodb", cloud.place).put_item(
        TableName=cloud.outputs["catalog_table"], Item={name: {"S": value} for name, value in row.items()}
    )


def wanted() -> Event:
    """EventBridge's news of an object, by way of SQS. Nobody announced it: each time another one."""
    event = _sample("sqs_processing")
    news = json.loads(event["Records"][0]["body"])
    news["detail"]["object"]["key"] = f"t-{uuid.uuid4().hex}/{uuid.uuid4()}"
    event["Records"][0]["body"] = json.dumps(news)
    return event


def ended() -> Event:
    """The end of a run of a file that is gone: each time another one."""
    return _sample("machine_finish") | {"fileId": str(uuid.uuid4())}


FIRST: dict[str, Callable[[], Event]] = {
    "public": lambda: http("GET /health"),
    "uploads": upload,
    "files": look,
    "changes": change,
    "sockets": lambda: http("POST /tickets"),
    "tenants": lambda: http("GET /tenants"),
    "reader": lambda: http("GET /events"),
    "queries": lambda: http("POST /queries", body={"sql": "select count(*) from others"}),
    "collector": sent,
    "operators": runs,
    "logger": arrival,
    "verifier": arrival,
    "scan": task,
    "events": batch,
    "router": wanted,
    "inspect": task,
    "text": task,
    "finish": ended,
    "image": ended,
    "table": ended,
    "pdf": task,
    "quarantine": ended,
    "outbox": lambda: _sample("dynamodb_status"),
    "history": lambda: _sample("dynamodb_changed"),
    "pusher": lambda: _sample("sqs_pushes"),
    "digest": lambda: _sample("schedule_digest"),
    "roller": lambda: _sample("schedule_roller"),
    "report": lambda: _sample("schedule_report"),
    "compactor": lambda: _sample("schedule_compactor"),
    "sweeper": lambda: _sample("schedule_sweeper"),
    "purge": lambda: _sample("schedule_purge"),
    "janitor": lambda: _sample("schedule_janitor"),
}


# Who asks here has no files, and only the function's own role may take on the role of a query: by these statuses the
# first two get as far as the catalogue, the third as far as refusing what it has parsed.
REFUSED = {"files": 404, "changes": 404, "queries": 400}


def handled(name: str, answer: Any) -> bool:
    """Whether the answer of function `name` says that it has done what its first event wanted."""
    if answer is None:
        return True
    status = answer.get("statusCode", 200)
    return bool((status == REFUSED[name] if name in REFUSED else status < 300) and not answer.get("batchItemFailures"))
