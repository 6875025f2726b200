"""Bad events: what was taken, yet cannot be kept as an event. Kept with the reason, to be looked at and sent again."""

import json
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from common import times
from common.events import keys

CONFLICT = "event_conflict"
UNREADABLE = "unreadable_event"
UNFIT = "unstorable_event"

_REASONS = {
    CONFLICT: "An event of this id is stored already, with other content",
    UNREADABLE: "The event could not be read when it was to be stored",
    UNFIT: "DynamoDB refused the event",
}
_INVALID = "The event breaks the rules for events"

# A row holds 400 KB, and nobody reads the hundredth error.
_MAX_ERRORS = 20
_MAX_POINTER_CHARACTERS = 200


@dataclass(frozen=True)
class Bad:
    """A bad event. `place` is unique in its batch, `errors` are pairs of JSON pointer and rule, `payload` is text.

    `attempts` counts how often it was sent: once, and at each replay.
    """

    tenant: str
    batch_id: str
    place: str
    received_at: datetime
    code: str
    payload: str
    event_id: str | None = None
    errors: tuple[tuple[str, str], ...] = ()
    attempts: int = 1
    replayed_at: datetime | None = None

    @property
    def was_accepted(self) -> bool:
        """Whether `payload` is a line as it was to be kept. Else it is what a client sent, and was refused."""
        return self.place == stored_place(int(self.place[1:]))

    @property
    def reason(self) -> str:
        """The code in a sentence."""
        return _REASONS.get(self.code, _INVALID)


def refused_place(index: int) -> str:
    """The place of an event that the collector refused: by its index in the request."""
    return f"r{index:04d}"


def stored_place(index: int) -> str:
    """The place of an event that could not be stored: by its line in the message."""
    return f"e{index:04d}"


def key(tenant: str, batch_id: str, place: str, received_at: datetime) -> dict[str, Any]:
    """The key of a bad event's row."""
    return {
        "pk": {"S": keys.bad(tenant, keys.bad_shard(batch_id))},
        "sk": {"S": f"{times.text(received_at)}#{batch_id}#{place}"},
    }


def row(bad: Bad, *, expires_at: int) -> dict[str, Any]:
    """The row of a bad event as it is first written."""
    errors = [[pointer[:_MAX_POINTER_CHARACTERS], rule] for pointer, rule in bad.errors[:_MAX_ERRORS]]
    item = {
        **key(bad.tenant, bad.batch_id, bad.place, bad.received_at),
        "batchId": {"S": bad.batch_id},
        "code": {"S": bad.code},
        "reason": {"S": bad.reason},
        "errors": {"S": json.dumps(errors)},
        "payload": {"B": zlib.compress(bad.payload.encode(errors="surrogatepass"), 6)},
        "attempts": {"N": str(bad.attempts)},
        "ttl": {"N": str(expires_at)},
    }
    if bad.event_id and _is_unicode(bad.event_id):
        item["eventId"] = {"S": bad.event_id}
    return item


def _is_unicode(text: str) -> bool:
    """JSON can name halves of characters, which a table cannot hold; in the payload they stay."""
    return all(not "\ud800" <= letter <= "\udfff" for letter in text)


def read(tenant: str, item: dict[str, Any]) -> Bad:
    """The bad event of a row."""
    received_at, _, rest = item["sk"]["S"].partition("#")
    replayed = item.get("replayedAt")
    return Bad(
        tenant=tenant,
        batch_id=item["batchId"]["S"],
        place=rest.rpartition("#")[2],
        received_at=times.parse(received_at),
        code=item["code"]["S"],
        payload=zlib.decompress(item["payload"]["B"]).decode(errors="surrogatepass"),
        event_id=item["eventId"]["S"] if "eventId" in item else None,
        errors=tuple((pointer, rule) for pointer, rule in json.loads(item["errors"]["S"])),
        attempts=int(item["attempts"]["N"]),
        replayed_at=times.parse(replayed["S"]) if replayed else None,
    )
