"""What is found out about a file's bytes: its run through the steps of processing, and what came of it. Pure values."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from common import times


class StepStatus(StrEnum):
    """Where a step of a run stands. `failed` steps carry a reason."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ScanResult(StrEnum):
    """What the scanner said of a version. `unscanned`: nothing, or by `Scan.scanner` there is none, by choice."""

    CLEAN = "clean"
    INFECTED = "infected"
    UNSCANNED = "unscanned"


@dataclass(frozen=True)
class Step:
    """One step of a run; `ended_at` is None while it is running, `reason` but for one that failed."""

    status: StepStatus
    started_at: datetime
    ended_at: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Scan:
    """A verdict on a version: by which scanner, with which definitions (its own name for them), what it found.

    `signature` names what an infected version was recognised by.
    """

    result: ScanResult
    scanner: str
    at: datetime
    signature: str | None = None
    definitions: str | None = None


@dataclass(frozen=True)
class Variant:
    """An object derived from a file; `width` and `height` in pixels where it is an image."""

    key: str
    media_type: str
    size: int
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True)
class Processing:
    """The last run through the steps, and what all runs so far found.

    `run` is the id of the message that the run works on: another delivery of it goes on with the same `attempt`
    (counted from 1), any other message is a duplicate or begins the next. `media_type` is told by the content, once
    inspection passed. `digest` is the SHA-256 (hex) of the bytes as they were scanned. `extracted` is the attempt whose
    findings hold, with `variants`; both outlast the beginning of another run.
    """

    attempt: int
    run: str
    started_at: datetime
    ended_at: datetime | None = None
    steps: dict[str, Step] = field(default_factory=dict)
    media_type: str | None = None
    scan: Scan | None = None
    digest: str | None = None
    variants: dict[str, Variant] = field(default_factory=dict)
    extracted: int | None = None


def closed(processing: Processing, reason: str | None, *, at: datetime) -> Processing:
    """`processing` without a step that is running: each has ended `at`, well or, with a `reason`, failed."""
    status = StepStatus.FAILED if reason else StepStatus.DONE
    steps = {
        name: replace(step, status=status, ended_at=at, reason=reason) if step.status is StepStatus.RUNNING else step
        for name, step in processing.steps.items()
    }
    return replace(processing, steps=steps)


def to_plain(processing: Processing) -> dict[str, Any]:
    """`processing` as text, numbers and objects of them; what is None is absent."""
    return _dense(
        {
            "attempt": processing.attempt,
            "run": processing.run,
            "startedAt": times.text(processing.started_at),
            "endedAt": _text(processing.ended_at),
            "steps": {name: step_to_plain(step) for name, step in processing.steps.items()},
            "mediaType": processing.media_type,
            "scan": scan_to_plain(processing.scan) if processing.scan else None,
            "digest": processing.digest,
            "variants": {name: variant_to_plain(one) for name, one in processing.variants.items()},
            "extracted": processing.extracted,
        }
    )


def step_to_plain(step: Step) -> dict[str, Any]:
    """A step, likewise."""
    return _dense(
        {
            "status": step.status.value,
            "startedAt": times.text(step.started_at),
            "endedAt": _text(step.ended_at),
            "reason": step.reason,
        }
    )


def scan_to_plain(scan: Scan) -> dict[str, Any]:
    """A verdict, likewise."""
    return _dense(
        {
            "result": scan.result.value,
            "scanner": scan.scanner,
            "at": times.text(scan.at),
            "signature": scan.signature,
            "definitions": scan.definitions,
        }
    )


def variant_to_plain(variant: Variant) -> dict[str, Any]:
    """A derived object, likewise: `{"key", "mediaType", "size", "width", "height"}`."""
    return _dense(
        {
            "key": variant.key,
            "mediaType": variant.media_type,
            "size": variant.size,
            "width": variant.width,
            "height": variant.height,
        }
    )


def from_plain(plain: dict[str, Any]) -> Processing:
    """What `to_plain` made."""
    scan = plain.get("scan")
    return Processing(
        attempt=plain["attempt"],
        run=plain["run"],
        started_at=times.parse(plain["startedAt"]),
        ended_at=_time(plain.get("endedAt")),
        steps={
            name: Step(
                StepStatus(step["status"]),
                times.parse(step["startedAt"]),
                _time(step.get("endedAt")),
                step.get("reason"),
            )
            for name, step in plain.get("steps", {}).items()
        },
        media_type=plain.get("mediaType"),
        scan=Scan(
            ScanResult(scan["result"]),
            scan["scanner"],
            times.parse(scan["at"]),
            scan.get("signature"),
            scan.get("definitions"),
        )
        if scan
        else None,
        digest=plain.get("digest"),
        variants={name: variant_from_plain(one) for name, one in plain.get("variants", {}).items()},
        extracted=plain.get("extracted"),
    )


def variant_from_plain(plain: dict[str, Any]) -> Variant:
    """What `variant_to_plain` made. Raises KeyError when a member is missing."""
    return Variant(plain["key"], plain["mediaType"], plain["size"], plain.get("width"), plain.get("height"))


def _dense(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _text(at: datetime | None) -> str | None:
    return times.text(at) if at else None


def _time(text: str | None) -> datetime | None:
    return times.parse(text) if text else None
