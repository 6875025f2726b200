"""How far a file has been sent: counted by parts, told as one figure that never goes back."""

from collections.abc import Callable
from threading import Condition, Lock

from inlet.transfer.plan import Plan


class Marks:
    """The furthest byte of each part that was handed to the network; a part that is sent again counts once."""

    def __init__(self, plan: Plan, tell: Callable[[int], None], turn: Lock) -> None:
        """`tell` gets the sum of bytes; `turn` keeps calls of it one after the other, over all files."""
        self._plan = plan
        self._tell = tell
        self._turn = turn
        self._sent = [0] * plan.count
        self._total = 0
        self._whole = 0  # parts from the first on that are sent to their end
        self._moved = Condition()

    def have(self, number: int) -> None:
        """Part `number` (1, 2, …) need not be sent: S3 has it. Of this is told with what follows."""
        self._move(number, self._plan.length(number))

    def begin(self) -> None:
        """Tells where the sending begins."""
        with self._turn:
            self._tell(self._total)

    def reach(self, number: int, sent: int) -> None:
        """Of part `number`, `sent` bytes have gone."""
        with self._turn:
            if self._move(number, sent):
                self._tell(self._total)

    def _move(self, number: int, sent: int) -> bool:
        with self._moved:
            before = self._sent[number - 1]
            if sent <= before:
                return False
            self._sent[number - 1] = sent
            self._total += sent - before
            while self._whole < self._plan.count and self._sent[self._whole] == self._plan.length(self._whole + 1):
                self._whole += 1
            self._moved.notify_all()
            return True

    def wait_beyond(self, position: int, patience_seconds: float) -> bool:
        """Whether all bytes up to `position` and one more have gone; waits for it a while."""
        with self._moved:
            return self._moved.wait_for(lambda: self._prefix() > position, patience_seconds)

    def _prefix(self) -> int:
        if self._whole == self._plan.count:
            return self._plan.size
        return self._whole * self._plan.part_size + self._sent[self._whole]
