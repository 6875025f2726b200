"""Signing: boto3, Inlet's own, and the least by hand. Runs inside the zip: see inside.py.

All three must sign the same: Inlet's and boto3's answers are compared with the hand-made ones, byte for byte.
"""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bench import rounds
from bench.sigv4 import Signer

BUCKET, SECONDS, PARTS, PART_BYTES = "inlet-bench", 900, 100, 8 * 1024 * 1024
TENANT, FILE, MULTIPART = "t-" + "0" * 32, "6f1c0e7e-7a64-4b53-9d5c-1f2a3b4c5d6e", "bench/multipart+id"
KEY = f"{TENANT}/{FILE}"
BYTES, TYPE = 1000, "image/png"
ONES = 50  # signatures in a sample: one alone is too short to be timed


class Different(Exception):
    """A signature is not the one that it should be."""


def measure(count: int) -> dict[str, dict[str, float]]:
    """CPU seconds of a signature, or of those of 100 parts, by way."""
    hand = Signer(
        os.environ["AWS_ENDPOINT_URL"],
        BUCKET,
        os.environ["AWS_ACCESS_KEY_ID"],
        os.environ["AWS_SECRET_ACCESS_KEY"],
        os.environ["AWS_REGION"],
    )
    figures = {}
    for name, ways in {
        "a PUT": _puts(hand),
        "a POST form": _forms(hand),
        "100 parts": _parts(hand),
    }.items():
        ones = 1 if name == "100 parts" else ONES
        samples = {way: partial(_timed, sign, ones) for way, sign in ways.items()}
        took = rounds.run(samples, count, warm_up=min(5, count))
        figures[name] = {way: times.median / ones for way, times in took.items()}
    return figures


Ways = dict[str, Callable[[], Any]]


def _puts(hand: Signer) -> Ways:
    from ingestion.uploads import signing  # noqa: PLC0415 - from the zip

    headers = [("content-length", str(BYTES)), ("content-type", TYPE), ("if-none-match", "*")]
    parameters = {"Bucket": BUCKET, "Key": KEY, "ContentType": TYPE, "IfNoneMatch": "*", "ContentLength": BYTES}
    ours = partial(signing.put, BUCKET, _file("PUT"), seconds=SECONDS, accelerate=False)
    stock = partial(_boto3().generate_presigned_url, "put_object", Params=parameters, ExpiresIn=SECONDS)
    by_hand = partial(hand.url, "PUT", KEY, seconds=SECONDS, headers=headers)
    for url in (stock(), ours().url):
        _require_same(url, by_hand(at=_signed_at(url)))
    return {"boto3": stock, "inlet": ours, "hand": lambda: by_hand(at=datetime.now(UTC))}


def _forms(hand: Signer) -> Ways:
    from ingestion.uploads import signing  # noqa: PLC0415

    ours = partial(signing.form, BUCKET, _file("POST"), seconds=SECONDS, accelerate=False)
    fields = {name: text for name, text in ours().fields.items() if not name.startswith(("x-amz-", "policy", "key"))}
    conditions = [*({name: text} for name, text in fields.items()), ["content-length-range", BYTES, BYTES]]
    s3 = _boto3()

    def stock() -> Any:
        # A copy each time: boto3 adds to what it is given.
        return s3.generate_presigned_post(BUCKET, KEY, dict(fields), list(conditions), SECONDS)["fields"]

    def by_hand(at: datetime) -> dict[str, str]:
        return {**fields, **hand.form(KEY, conditions, at, SECONDS)}

    for form in (stock, lambda: ours().fields):
        _require_same(*_in_one_second(form, by_hand))
    return {"boto3": stock, "inlet": ours, "hand": lambda: by_hand(datetime.now(UTC))}


def _in_one_second(form: Callable[[], Any], by_hand: Callable[[datetime], Any]) -> tuple[Any, Any]:
    """A form and its hand-made twin. A form looks at the clock twice: a second that ends meanwhile shows in it."""
    while True:
        before, made = datetime.now(UTC).replace(microsecond=0), form()
        if datetime.now(UTC).replace(microsecond=0) == before:
            return made, by_hand(before)


def _parts(hand: Signer) -> Ways:
    from ingestion.uploads import signing  # noqa: PLC0415

    def stock() -> list[str]:
        place = {"Bucket": BUCKET, "Key": KEY, "UploadId": MULTIPART, "ContentLength": PART_BYTES}
        numbers = range(1, PARTS + 1)
        return [
            s3.generate_presigned_url("upload_part", Params={**place, "PartNumber": number}, ExpiresIn=SECONDS)
            for number in numbers
        ]

    s3, numbers = _boto3(), range(1, PARTS + 1)
    ours = partial(signing.parts, BUCKET, _file("MULTIPART"), numbers, seconds=SECONDS, accelerate=False)
    by_hand = partial(hand.parts, KEY, MULTIPART, [PART_BYTES] * PARTS, seconds=SECONDS)
    for number, urls in enumerate(zip(stock(), ours().urls.values(), strict=True)):
        for url in urls:
            _require_same(url, by_hand(at=_signed_at(url))[number])
    return {"boto3": stock, "inlet": ours, "hand": lambda: by_hand(at=datetime.now(UTC))}


def _boto3() -> Any:
    """A client that signs as Inlet wants it signed."""
    import boto3  # noqa: PLC0415
    from botocore.config import Config  # noqa: PLC0415

    return boto3.client("s3", config=Config(signature_version="s3v4", request_checksum_calculation="when_required"))


def _file(method: str) -> Any:
    from common.files.file import File, FileId, Method  # noqa: PLC0415
    from common.files.lifecycle import Status  # noqa: PLC0415

    now = datetime.now(UTC)
    parts = method == "MULTIPART"
    return File(
        id=FileId(TENANT, FILE),
        owner="u-" + "0" * 32,
        project="default",
        filename="a.png",
        content_type=TYPE,
        status=Status.PENDING,
        max_bytes=10**12,
        created_at=now,
        changed_at=now,
        changed_by="bench",
        correlation_id="bench",
        size=PARTS * PART_BYTES if parts else BYTES,
        method=Method(method),
        part_size=PART_BYTES if parts else None,
        multipart_id=MULTIPART if parts else None,
    )


def _signed_at(url: str) -> datetime:
    stamp = parse_qs(urlsplit(url).query)["X-Amz-Date"][0]
    return datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _require_same(one: Any, other: Any) -> None:
    if one != other:
        raise Different(f"{one}\n{other}")


def _timed(sign: Callable[[], Any], times: int) -> float:
    started = time.process_time()
    for _ in range(times):
        sign()
    return time.process_time() - started
