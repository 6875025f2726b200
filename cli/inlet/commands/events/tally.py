"""What became of the events that were sent: counted, told, and where to go on."""

import sys
from dataclasses import dataclass, field

from inlet.commands.events.place import Place
from inlet.events.values import Delivery, NotTaken
from inlet.terminal import output, shapes
from inlet.terminal.exits import Exit

_BUSY = "busy"
_SHOWN = 20  # refusals that a person is shown


@dataclass
class Tally:
    """Adds up what is delivered from `place` on. Piped, each refusal is a row as soon as it is known."""

    place: Place
    as_json: bool
    accepted: int = 0
    not_taken: list[NotTaken] = field(default_factory=list)
    _end: int = 0

    def add(self, one: Delivery) -> None:
        """One more request's outcome; they come in the order of what was sent."""
        self._end = one.end
        self.accepted += one.accepted
        self.not_taken += one.not_taken
        if not (self.as_json or sys.stdout.isatty()):
            for refused in one.not_taken:
                output.row(_row(refused))

    @property
    def next(self) -> Place:
        """From where to go on; also what Inlet was too busy for is sent again then."""
        busy = [one.position for one in self.not_taken if one.code == _BUSY]
        return Place(self.place.run, min([*busy, self._end or self.place.number]))

    @property
    def has_busy(self) -> bool:
        """Whether something was not taken that may be taken later."""
        return any(one.code == _BUSY for one in self.not_taken)

    @property
    def exit(self) -> Exit:
        """OK when every event was taken."""
        return Exit.FAILED if self.not_taken else Exit.OK

    def __str__(self) -> str:
        refused = f", {len(self.not_taken):,} not taken" if self.not_taken else ""
        return f"{self.accepted:,} accepted{refused}"

    def finish(self, *, resumable: bool) -> None:
        """Prints the result; `resumable`: not all was sent."""
        if self.as_json:
            rejected = [{"line": one.position, **shapes.not_taken(one)} for one in self.not_taken]
            place = str(self.next) if resumable else None
            output.document({"accepted": self.accepted, "rejected": rejected, "resume": place})
        elif sys.stdout.isatty() and self.not_taken:
            output.table(("line", "event", "not taken"), [_row(one) for one in self.not_taken[:_SHOWN]])
            if len(self.not_taken) > _SHOWN:
                output.say(f"… and {len(self.not_taken) - _SHOWN:,} more: --json names all")
        output.say(str(self))
        if resumable:
            output.say("To go on, the same command with the same input and this; nothing counts twice:")
            output.say(f"  --resume {self.next}")


def _row(one: NotTaken) -> tuple[str | None, ...]:
    return str(one.position), one.event_id, one.reason
