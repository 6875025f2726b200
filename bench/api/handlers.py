"""The handler of signed uploads beside the bare boto3 calls that it makes. Runs inside the zip: see inside.py.

Which calls those are is not written down here but recorded, so it cannot go out of date. URLs that the handler signs
without boto3 are signed with it in the bare run. Times are of CPU: nothing is waited for.
"""

import json
import time
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

from botocore import xform_name
from botocore.config import Config

from bench import rounds
from bench.api import events
from bench.api.transport import Call, Transport

PICTURE = {"filename": "a.png", "contentType": "image/png", "size": 1000}
PART_BYTES = 8 * 1024 * 1024
LARGE = {"filename": "a.zip", "contentType": "application/zip", "size": 100 * PART_BYTES}
FILE_COUNTS = (1, 10, 100)
SIGNED_SECONDS = 900


def named(count: int) -> str:
    """A request for so many files."""
    return f"POST /uploads, {count} file{'s' if count > 1 else ''}"


def cases() -> dict[str, events.Event]:
    """What the handler is asked for, by name. Files have ids, so that each repetition is of the very same request."""
    posts = {named(count): [PICTURE] * count for count in FILE_COUNTS}
    posts["POST /uploads, 100 parts"] = [LARGE]
    return {"GET /upload": events.upload()} | {
        name: events.http("POST /uploads", body={"files": [file | {"fileId": str(uuid.uuid4())} for file in files]})
        for name, files in posts.items()
    }


def measure(count: int) -> dict[str, Any]:
    """CPU seconds of handler and bare calls by case, and what was called."""
    import boto3  # noqa: PLC0415 - from the zip

    from common import aws  # noqa: PLC0415
    from ingestion import uploads  # noqa: PLC0415

    transport = Transport()
    plain = boto3.Session()
    for session in (aws.session(), plain):
        transport.hook(session)
    clients = {"dynamodb": plain.client("dynamodb"), "s3": plain.client("s3", config=Config(signature_version="s3v4"))}
    transport.recorded(partial(uploads.handler, events.upload(), None))  # the first time it also makes a tenant
    figures = {}
    for name, event in cases().items():
        handle = partial(uploads.handler, event, None)
        calls, answer = transport.recorded(handle)
        calls = [
            call for call in calls if call.operation != "UploadPart"
        ]  # one sample, of which it knows the bucket's host
        bare = [*map(partial(_bound, clients), calls), *_parts(clients["s3"], calls, _checked(answer))]
        ways = {"handler": partial(_handled, transport, handle), "bare": partial(_called, transport, bare)}
        took = rounds.run(ways, count, warm_up=min(5, count))
        figures[name] = {way: times.median for way, times in took.items()} | {"calls": _counted(calls, len(bare))}
    return figures


def _handled(transport: Transport, handle: Callable[[], Any]) -> float:
    transport.rewind()
    started = time.process_time()
    answer = handle()
    seconds = time.process_time() - started
    _checked(answer)
    return seconds


def _checked(answer: dict[str, Any]) -> dict[str, Any]:
    if answer["statusCode"] not in (200, 201):
        raise RuntimeError(answer["body"])
    body: dict[str, Any] = json.loads(answer["body"])
    return body


def _called(transport: Transport, bare: list[Callable[[], Any]]) -> float:
    transport.rewind()
    started = time.process_time()
    for call in bare:
        call()
    return time.process_time() - started


def _bound(clients: dict[str, Any], call: Call) -> Callable[[], Any]:
    method = xform_name(call.operation)
    if call.signed:
        return _presign(clients[call.service], method, call.parameters)
    return partial(getattr(clients[call.service], method), **call.parameters)


def _presign(client: Any, method: str, parameters: dict[str, Any]) -> Callable[[], Any]:
    return partial(client.generate_presigned_url, method, Params=parameters, ExpiresIn=SIGNED_SECONDS)


def _parts(s3: Any, calls: list[Call], answer: dict[str, Any]) -> list[Callable[[], Any]]:
    """Bare signatures of the parts in the answer, which the handler signed without boto3."""
    begun = [call.parameters for call in calls if call.operation == "CreateMultipartUpload"]
    parts = [part for upload in answer.get("uploads", ()) for part in upload.get("parts", ())]
    if not begun:
        return []
    place = {name: begun[0][name] for name in ("Bucket", "Key")}
    upload_id = parse_qs(urlsplit(parts[0]["url"]).query)["uploadId"][0]
    more = {"UploadId": upload_id, "ContentLength": PART_BYTES}
    return [_presign(s3, "upload_part", place | more | {"PartNumber": part["partNumber"]}) for part in parts]


def _counted(calls: list[Call], bare: int) -> str:
    """`1 Query, 1 PutItem, 1 signature`: what is made in the bare run."""
    made = [call.operation for call in calls if not call.signed]
    told = [f"{made.count(name)} {name}" for name in dict.fromkeys(made)]
    return ", ".join([*told, f"{bare - len(made)} signed"])
