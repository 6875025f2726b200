"""Which events go into one request."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from inlet.events.preparing import ROOM_BYTES, Prepared, prepare
from inlet.events.values import Given, NotTaken

MOST = 2500  # events in a request, by the API


@dataclass
class Batch:
    """The events from position `first` on, up to but without `end`: those to send, and those that are none."""

    first: int
    end: int
    events: list[Prepared] = field(default_factory=list)
    not_taken: list[NotTaken] = field(default_factory=list)
    size: int = 0

    def has_room_for(self, event: Prepared) -> bool:
        """Whether a request may hold this one as well."""
        return len(self.events) < MOST and self.size + len(event.text) < ROOM_BYTES

    def add(self, one: Prepared | NotTaken) -> None:
        """One more, which has to be the next."""
        self.end = one.position + 1
        if isinstance(one, NotTaken):
            self.not_taken.append(one)
        else:
            self.events.append(one)
            self.size += len(one.text) + 1


def batches(given: Iterable[tuple[int, Given]], run: str) -> Iterator[Batch]:
    """Batches in the order of what is given, each as large as may be, or as came until a None."""
    batch: Batch | None = None
    for position, event in given:
        if event is None:
            if batch:
                yield batch
            batch = None
            continue
        one = prepare(position, event, run)
        if batch and (_full_of_refusals(batch) or (isinstance(one, Prepared) and not batch.has_room_for(one))):
            yield batch
            batch = None
        batch = batch or Batch(position, position)
        batch.add(one)
    if batch:
        yield batch


def _full_of_refusals(batch: Batch) -> bool:
    return len(batch.not_taken) >= MOST
