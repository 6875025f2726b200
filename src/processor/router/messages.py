"""Messages of the queue `processing`: from their text to what they ask for. Pure."""

import json
import re
from dataclasses import dataclass
from typing import Any

from common.files import requests
from common.files.file import FileId, parse_key
from common.files.requests import Cause

# As EventBridge's own ids and those of requests are; a run is named by it.
_ID = re.compile(r"[0-9A-Za-z-]{1,64}")
_CREATED = "Object Created"
_SCANNED = "GuardDuty Malware Protection Object Scan Result"

THREATS_FOUND = "THREATS_FOUND"
# Names are handed on and kept: enough of them to be told, and no more than a row takes.
_MOST_THREATS, _LONGEST_NAME = 20, 200


class Malformed(Exception):
    """The message is none that may come; the text says what is wrong and repeats nothing of it."""


@dataclass(frozen=True)
class Verdict:
    """What GuardDuty said of a version: its status (`NO_THREATS_FOUND`, …), and the names of what it found."""

    status: str
    threats: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """That a file is to be processed. `run` is the same in every delivery of the message.

    `key` is that of the object; `version_id` the version that came (None: the file's own, or the current one). `cause`
    is None when S3 or GuardDuty told of it. `bucket` is None but for them. `by` is the user who asked for it, if any.
    """

    run: str
    key: str
    bucket: str | None = None
    version_id: str | None = None
    cause: Cause | None = None
    verdict: Verdict | None = None
    by: str | None = None

    @property
    def file_id(self) -> FileId | None:
        """The file that the key stands for; None for an object that Inlet never asked for."""
        return parse_key(self.key)


def parse(body: str) -> Wanted:
    """What a message asks for. Raises Malformed."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):  # brackets can be nested deeper than the parser goes
        raise Malformed("the body is not JSON") from None
    if not isinstance(message, dict):
        raise Malformed("the body is not an object")
    if requests.is_own(message):
        try:
            asked = requests.parse(message)
        except requests.Malformed as wrong:
            raise Malformed(str(wrong)) from None
        return Wanted(asked.id, asked.file_id.key, cause=asked.cause, by=asked.by)
    return _event(message)


def _event(message: dict[str, Any]) -> Wanted:
    """What an event of EventBridge asks for.

    Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html and
    https://docs.aws.amazon.com/guardduty/latest/ug/monitor-with-eventbridge-s3-malware-protection.html
    """
    try:
        run, kind, detail = message["id"], message["detail-type"], message["detail"]
        if not isinstance(run, str) or not _ID.fullmatch(run):
            raise Malformed("the event's id has the wrong form")
        if kind == _CREATED:
            entity = detail["object"]
            return Wanted(run, _text(entity["key"]), _text(detail["bucket"]["name"]), _optional(entity, "version-id"))
        if kind == _SCANNED:
            entity = detail["s3ObjectDetails"]
            # A verdict is one on a version: without that it would be taken for the word on any.
            version_id, verdict = _text(entity["versionId"]), _verdict(detail["scanResultDetails"])
            return Wanted(run, _text(entity["objectKey"]), _text(entity["bucketName"]), version_id, verdict=verdict)
    except (KeyError, TypeError, AttributeError):
        raise Malformed("a member of the event is missing, or has the wrong form") from None
    raise Malformed("the event is of another type")


def _verdict(details: Any) -> Verdict:
    threats = details.get("threats") or []
    names = tuple(_text(threat["name"])[:_LONGEST_NAME] for threat in threats[:_MOST_THREATS])
    return Verdict(_text(details["scanResultStatus"])[:_LONGEST_NAME], names)


def _optional(entity: Any, name: str) -> str | None:
    value = entity.get(name)
    return None if value is None or value == "" else _text(value)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError
    return value
