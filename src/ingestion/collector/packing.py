"""Events in as few messages as they fit into. Pure."""

from dataclasses import dataclass

from common import uuid7
from common.events import message
from common.events.message import Accepted, Batch, Refused
from ingestion.collector.origin import Origin

# Room is left for the reason that goes with a message into the dead-letter queue.
MAX_BYTES = message.MAX_BYTES - 1024


@dataclass(frozen=True)
class Part:
    """One event of a request: its index there, and what is to be sent of it."""

    index: int
    content: Accepted | Refused


@dataclass(frozen=True)
class Packed:
    """A message: its text, and the indices of the events in it."""

    body: str
    indices: tuple[int, ...]


def pack(parts: list[Part], origin: Origin) -> list[Packed]:
    """The messages with all of `parts` but those that do not fit into one even alone.

    Too large a message is halved, also one that only unpacked is too large: compressed, the events of a request seldom
    need more than one.
    """
    if not parts:
        return []
    batch = _batch(parts, origin)
    if message.is_readable(batch) and len(body := message.write(batch)) <= MAX_BYTES:
        return [Packed(body, tuple(part.index for part in parts))]
    half = len(parts) // 2
    return pack(parts[:half], origin) + pack(parts[half:], origin) if half else []


def _batch(parts: list[Part], origin: Origin) -> Batch:
    events = tuple(part.content for part in parts if isinstance(part.content, Accepted))
    return Batch(
        tenant=origin.tenant,
        batch_id=uuid7.make(origin.received_at),
        received_at=origin.received_at,
        correlation_id=origin.correlation_id,
        events=events,
        refused=tuple(part.content for part in parts if isinstance(part.content, Refused)),
        archived=message.compress([event.line for event in events]),
    )
