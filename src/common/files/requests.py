"""What parts of Inlet put into the queue `processing` themselves: that a file is to be processed. Pure.

S3 tells of most files there, through EventBridge. These are the others: proven only after they came, found by the
sweeper, or to be processed once more.
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from common import uuid7
from common.files.file import FileId, parse_key

_ID = re.compile(r"[0-9A-Za-z-]{1,64}")
_USER = re.compile(r"u-[0-9a-f]{32}")
_MEMBER = "process"
_NEEDED = {"id", "key", "cause", "correlationId"}


class Cause(StrEnum):
    """Why a file is to be processed: its promise was proven late, its message was lost, or somebody asked again."""

    VERIFIED = "verified"
    LOST = "lost"
    REPROCESS = "reprocess"


@dataclass(frozen=True)
class Request:
    """That a file is to be processed. `id` stays the same in every delivery, and names the run that comes of it.

    `by` is the user who asked for it; None where a function did.
    """

    id: str
    file_id: FileId
    cause: Cause
    correlation_id: str
    by: str | None = None


class Malformed(ValueError):
    """The message is not of the form that `text` writes; says what is wrong with it."""


def request(file_id: FileId, cause: Cause, correlation_id: str, *, at: datetime) -> Request:
    """A new request, made `at`."""
    return Request(uuid7.make(at), file_id, cause, correlation_id)


def text(one: Request) -> str:
    """`one` as a message."""
    told = {"id": one.id, "key": one.file_id.key, "cause": one.cause.value, "correlationId": one.correlation_id}
    if one.by:
        told["by"] = one.by
    return json.dumps({_MEMBER: told}, separators=(",", ":"))


def is_own(message: dict[str, Any]) -> bool:
    """Whether a message, read as JSON, means to be one of these."""
    return _MEMBER in message


def parse(message: dict[str, Any]) -> Request:
    """The request that `text` wrote, read as JSON. Raises Malformed."""
    told = message.get(_MEMBER)
    if not isinstance(told, dict) or not told.keys() >= _NEEDED:
        raise Malformed("a member of the request is missing")
    id_, key, cause, correlation_id, by = (told.get(name) for name in ("id", "key", "cause", "correlationId", "by"))
    file_id = parse_key(key) if isinstance(key, str) else None
    if file_id is None:
        raise Malformed("the key is of no file")
    if not isinstance(id_, str) or not _ID.fullmatch(id_) or not isinstance(correlation_id, str):
        raise Malformed("an id has the wrong form")
    if cause not in list(Cause):
        raise Malformed("the cause is unknown")
    if by is not None and not (isinstance(by, str) and _USER.fullmatch(by)):
        raise Malformed("who asked for it is no user")
    return Request(id_, file_id, Cause(cause), correlation_id, by)
