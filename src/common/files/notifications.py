"""Messages about objects: from their text to typed events. Keys are URL-decoded here, once."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import quote_plus, unquote_plus

from common import times


class Malformed(Exception):
    """The message or record is none that may come; the text says what is wrong and repeats nothing of it."""


class Kind(StrEnum):
    """What an event means to the audit log."""

    CREATED = "created"
    FOUND = "found"
    INFECTED = "infected"
    REMOVED = "removed"
    EXPIRED = "expired"
    OTHER = "other"


# No event of S3's: the sweeper's word for an object whose notification it waited for in vain.
_FOUND = "Found"
FINDER = "sweeper"
# Nor this: the word for a version in which the scanner found something, from who puts it into quarantine.
_INFECTED = "Infected"

_KINDS = {
    "ObjectCreated": Kind.CREATED,
    _FOUND: Kind.FOUND,
    _INFECTED: Kind.INFECTED,
    "ObjectRemoved": Kind.REMOVED,
    "LifecycleExpiration": Kind.EXPIRED,
}
_ARRIVALS = {Kind.CREATED, Kind.FOUND}

# Beside its record, a message may carry what the verifier computed. S3 writes nothing of that name.
VERIFIED = "Verified"
# And what its log lines are to be found by.
CORRELATION = "CorrelationId"


@dataclass(frozen=True)
class S3Event:
    """One event of one object version. `who` is S3's principal id, `where` the source IP; S3 leaves out what is None.

    `name` is without `s3:`, as notifications carry it: `ObjectCreated:Put`. `record` is what it was read from.
    """

    name: str
    bucket: str
    key: str
    happened_at: datetime
    version_id: str | None = None
    sequencer: str | None = None
    size: int | None = None
    etag: str | None = None
    who: str | None = None
    where: str | None = None
    record: Any = field(default=None, compare=False, repr=False)

    @property
    def kind(self) -> Kind:
        """The family of `name`; what S3 may invent later is OTHER."""
        return _KINDS.get(self.name.partition(":")[0], Kind.OTHER)

    @property
    def is_arrival(self) -> bool:
        """Whether it is about a version that came, and is to be judged."""
        return self.kind in _ARRIVALS

    @property
    def sort(self) -> str:
        """Equal for the deliveries of one event, different for different events, in S3's order within one key.

        S3 numbers what creates and deletes; an event without a number is told apart by its time. What the sweeper finds
        it finds again and again, and a version is put into quarantine as often as that was interrupted: each is one
        thing for each version.
        """
        if self.kind is Kind.FOUND:
            return swept(self.version_id)
        if self.kind is Kind.INFECTED:
            return f"infected#{self.version_id or 'null'}"
        return f"{self.sequencer or times.text(self.happened_at)}#{self.name}#{self.version_id or 'null'}"


@dataclass(frozen=True)
class Message:
    """Raw records, none for the `s3:TestEvent` of S3; `verified` is what stands beside them under VERIFIED, or None.

    `correlation_id` is that of the upload, where Inlet's own functions say it.
    """

    records: tuple[Any, ...]
    verified: Any = None
    correlation_id: str | None = None


def swept(version_id: str | None) -> str:
    """Stands for an event in the sort key of a verdict that no event of S3 brought about: the sweeper found it."""
    return f"swept#{version_id or 'null'}"


def found(bucket: str, key: str, version_id: str, size: int, *, at: datetime) -> dict[str, Any]:
    """The record by which the sweeper tells of a version of `size` bytes that it found, in the form of S3's own."""
    return _own(_FOUND, bucket, key, version_id, size, at=at)


def infected(bucket: str, key: str, version_id: str, size: int, *, at: datetime) -> dict[str, Any]:
    """The record of a version of `size` bytes in which the scanner found something `at` that time, likewise."""
    return _own(_INFECTED, bucket, key, version_id, size, at=at)


def _own(name: str, bucket: str, key: str, version_id: str, size: int, *, at: datetime) -> dict[str, Any]:
    return {
        "eventName": name,
        "eventTime": times.text(at),
        "s3": {
            "bucket": {"name": bucket},
            "object": {"key": quote_plus(key, safe="/"), "size": size, "versionId": version_id},
        },
    }


def read(body: str) -> Message:
    """The parts of a message. Raises Malformed."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):  # brackets can be nested deeper than the parser goes
        raise Malformed("the body is not JSON") from None
    if not isinstance(message, dict):
        raise Malformed("the body is not an object")
    if message.get("Event") == "s3:TestEvent":
        return Message(())
    raw = message.get("Records")
    if not isinstance(raw, list) or not raw:
        raise Malformed("the body has no Records")
    if message.get(VERIFIED) is not None and len(raw) > 1:
        raise Malformed("a digest is of one record")
    correlation_id = message.get(CORRELATION)
    return Message(tuple(raw), message.get(VERIFIED), correlation_id if isinstance(correlation_id, str) else None)


def parse(record: Any) -> S3Event:
    """The typed event of one raw record. Raises Malformed."""
    event = _parsed(record)
    # The bucket is versioned, always. Without a version nobody can say which object is to be judged.
    if (event.is_arrival or event.kind is Kind.INFECTED) and not event.version_id:
        raise Malformed("the record has no versionId")
    return event


def _parsed(record: Any) -> S3Event:
    try:
        entity = record["s3"]["object"]
        return S3Event(
            name=_text(record["eventName"]).removeprefix("s3:"),
            bucket=_text(record["s3"]["bucket"]["name"]),
            key=unquote_plus(_text(entity["key"]), errors="strict"),
            happened_at=times.parse(record["eventTime"]),
            version_id=_optional(entity, "versionId"),
            sequencer=_optional(entity, "sequencer"),
            size=_size(entity.get("size")),
            etag=_optional(entity, "eTag"),
            who=_optional(record.get("userIdentity") or {}, "principalId"),
            where=_optional(record.get("requestParameters") or {}, "sourceIPAddress"),
            record=record,
        )
    except KeyError as missing:
        raise Malformed(f"the record has no {missing.args[0]}") from None
    except (TypeError, ValueError, AttributeError):
        raise Malformed("a field of the record has the wrong form") from None


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError
    return value


def _optional(fields: Any, name: str) -> str | None:
    value = fields.get(name)
    return None if value is None or value == "" else _text(value)


def _size(value: Any) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError
    return value
