"""What extractors share: reading their task, fetching the version, keeping what they derive, noting their step.

An extractor is a function of a task, which returns what it found or raises Failed; `run` does the rest.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from common import aws, logs, times
from common.files import runs, streams
from common.files.catalog import Stale
from common.files.file import FileId
from common.files.processing import Step, StepStatus, Variant, variant_to_plain

# Who decides what an attempt found reads the result whole.
RESULT_BYTES = 1_000_000

_SUFFIXES = {"image/jpeg": ".jpg", "text/plain; charset=utf-8": ".txt"}


@dataclass(frozen=True)
class ExtractorSettings:
    """Where every extractor reads and writes; an extractor's own settings extend it."""

    catalog_table: str
    uploads_bucket: str
    derived_bucket: str


@dataclass(frozen=True)
class Task:
    """The version of a file that an extractor is to read, `size` bytes of what by its content is `media_type`."""

    file_id: FileId
    version_id: str
    size: int
    media_type: str
    attempt: int
    run: str
    correlation_id: str

    def key(self, name: str) -> str:
        """The key of an object that this attempt derives."""
        return f"{self.file_id.key}/{self.attempt}/{name}"


@dataclass(frozen=True)
class Derived:
    """An object made of a file; `width` and `height` in pixels where it is an image."""

    body: bytes = field(repr=False)
    media_type: str
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True)
class Extract:
    """What an extractor found, as plain JSON values, and the variants that it made, by their names."""

    extracted: dict[str, Any]
    variants: dict[str, Derived] = field(default_factory=dict)


class Failed(Exception):
    """Nothing can be extracted, now or ever: a stable snake_case `code`, and a sentence for people as `reason`."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason


def read(payload: dict[str, Any]) -> Task:
    """The task that the state machine tells. Raises KeyError when a member is missing."""
    return Task(
        file_id=FileId(payload["tenantId"], payload["fileId"]),
        version_id=payload["versionId"],
        size=payload["size"],
        media_type=payload["mediaType"],
        attempt=payload["attempt"],
        run=payload["run"],
        correlation_id=payload["correlationId"],
    )


def fetch(bucket: str, task: Task, into: BinaryIO) -> None:
    """Writes all bytes of the task's version. Raises streams.Gone, streams.Broken."""
    whole = streams.Reading(bucket, task.file_id.key, task.version_id, task.size, go_on=lambda _: None)
    into.writelines(whole.blocks())


def run(step: str, payload: dict[str, Any], conf: ExtractorSettings, work: Callable[[Task], Extract]) -> dict[str, str]:
    """Does `work` on the task of `payload` and returns the state machine's answer to it.

    {"outcome": "ok", "resultKey": "…"}, {"outcome": "failed" │ "gone", "code": "…", "reason": "…"}, or {"outcome":
    "stale"} when the run is no longer the file's. The result is an object {"extracted": {…}, "variants": {"thumb-200":
    {"key", "mediaType", "size", "width", "height"}}}. All writes may be repeated. Raises Busy, and whatever `work`
    raises but Failed and streams.Gone.
    """
    logs.setup()
    task = read(payload)
    told = {"tenantId": task.file_id.tenant, "fileId": task.file_id.id, "attempt": task.attempt, "step": step}
    with logs.bound(correlationId=task.correlation_id, **told):
        started = time.monotonic()
        try:
            answer = _do(step, task, conf, work)
        except Exception as reason:
            # The state machine tries again, or gives up.
            logs.warning("step broke", kind=type(reason).__name__)
            raise
        seconds = round(time.monotonic() - started, 3)
        logs.info(
            "step ended", outcome=answer["outcome"], code=answer.get("code"), sizeBytes=task.size, seconds=seconds
        )
        return answer


def _do(step: str, task: Task, conf: ExtractorSettings, work: Callable[[Task], Extract]) -> dict[str, str]:
    began, status = times.now(), StepStatus.FAILED
    try:
        answer = {"outcome": "ok", "resultKey": _keep(step, task, conf.derived_bucket, work(task))}
        status = StepStatus.DONE
    except Failed as failed:
        answer = {"outcome": "failed", "code": failed.code, "reason": failed.reason}
    except streams.Gone:
        answer = {"outcome": "gone", "code": "gone", "reason": "The file is no longer there."}
    ended = Step(status, began, times.now(), answer.get("reason"))
    try:
        runs.record(conf.catalog_table, task.file_id, task.attempt, task.run, {step: ended}, by=step)
    except Stale:
        return {"outcome": "stale"}
    return answer


def _keep(step: str, task: Task, bucket: str, made: Extract) -> str:
    """Writes the variants, then the result that names them; returns the result's key. Raises Busy, ValueError."""
    variants = {}
    for name, derived in made.variants.items():
        key = task.key(name + _SUFFIXES[derived.media_type])
        _put(bucket, key, derived.body, derived.media_type)
        size = len(derived.body)
        variants[name] = variant_to_plain(Variant(key, derived.media_type, size, derived.width, derived.height))
    result = {"extracted": made.extracted, "variants": variants}
    body = json.dumps(result, separators=(",", ":"), allow_nan=False).encode()
    if len(body) > RESULT_BYTES:
        raise ValueError("the result is too large")
    key = task.key(f"{step}.json")
    _put(bucket, key, body, "application/json")
    return key


def _put(bucket: str, key: str, body: bytes, media_type: str) -> None:
    with aws.calling():
        aws.s3().put_object(Bucket=bucket, Key=key, Body=body, ContentType=media_type)
