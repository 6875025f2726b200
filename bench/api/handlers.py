"""The handler of signed uploads beside the bare boto3 calls that it makes. Runs inside the zip: see inside.py.

Which calls those are is not written down here but recorded, so it cannot go out of date. The URLs of the answer, which
the handler signs without boto3, are signed with it in the bare run. Times are of CPU: nothing is waited for.
"""

import json
import os
import time
import uuid
from collections.abc import Callable, Iterator
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
    from ingestion.uploads import handler as uploads  # noqa: PLC0415

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
        made = [call for call in calls if not call.signed]  # a signature may be a sample, to know the bucket's host
        urls = [_presign(clients["s3"], *url) for url in _signed(_checked(answer))]
        bare = [*map(partial(_bound, clients), made), *urls]
        ways = {"handler": partial(_handled, transport, handle), "bare": partial(_called, transport, bare)}
        took = rounds.run(ways, count, warm_up=min(5, count))
        figures[name] = {way: times.median for way, times in took.items()} | {"calls": _counted(made, len(urls))}
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
    return partial(getattr(clients[call.service], xform_name(call.operation)), **call.parameters)


def _presign(client: Any, method: str, parameters: dict[str, Any]) -> Callable[[], Any]:
    return partial(client.generate_presigned_url, method, Params=parameters, ExpiresIn=SIGNED_SECONDS)


def _signed(answer: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The method and parameters that boto3 signs each URL of the answer by."""
    for upload in answer.get("uploads", [answer]):
        if upload["method"] == "PUT":
            more = {
                "ContentType": upload["headers"]["Content-Type"],
                "IfNoneMatch": "*",
                "ContentLength": PICTURE["size"],
            }
            yield "put_object", _place(upload["url"]) | more
        for part in upload.get("parts", ()):
            query = parse_qs(urlsplit(part["url"]).query)
            more = {"UploadId": query["uploadId"][0], "PartNumber": part["partNumber"], "ContentLength": PART_BYTES}
            yield "upload_part", _place(part["url"]) | more


def _place(url: str) -> dict[str, Any]:
    return {"Bucket": os.environ["UPLOADS_BUCKET"], "Key": "/".join(urlsplit(url).path.split("/")[-2:])}


def _counted(made: list[Call], signed: int) -> str:
    """`1 Query, 1 PutItem, 1 signed`: what is done in the bare run."""
    operations = [call.operation for call in made]
    told = [f"{operations.count(name)} {name}" for name in dict.fromkeys(operations)]
    return ", ".join([*told, f"{signed} signed"])
