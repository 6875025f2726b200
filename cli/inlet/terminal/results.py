"""What became of the files of an upload: all at the end on a terminal, else a line each as it is known."""

import sys

from inlet.errors import UploadFailed
from inlet.terminal import output, shapes
from inlet.terminal.exits import Exit, exit_of, reason
from inlet.values import Outcome, Refused

HEADINGS = ("file", "size", "status", "id", "")


class Results:
    """Collects outcomes and prints them; `exit` is the status that tells of all of them."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._at_the_end = sys.stdout.isatty()  # bars are there until then
        self._outcomes: list[Outcome] = []

    def add(self, outcome: Outcome) -> None:
        """One more; printed at once unless a person is looking."""
        self._outcomes.append(outcome)
        if not self._at_the_end:
            self._print(outcome)

    def finish(self) -> None:
        """Prints what a person is to see."""
        if not (self._at_the_end and self._outcomes):
            return
        in_order = sorted(self._outcomes, key=lambda one: one.path)
        if self._as_json:
            for one in in_order:
                self._print(one)
        else:
            output.table(HEADINGS, [cells(one) for one in in_order])

    def _print(self, outcome: Outcome) -> None:
        if self._as_json:
            output.line(shapes.outcome(outcome))
        else:
            output.row(cells(outcome))

    @property
    def sent(self) -> int:
        """How many came to a good end."""
        return sum(not isinstance(one, Refused) for one in self._outcomes)

    @property
    def exit(self) -> Exit:
        """OK, or FAILED when only some did not succeed; what concerns the user or the API goes first."""
        refused = [exit_of(one.error) for one in self._outcomes if isinstance(one, Refused)]
        return max((one for one in refused), default=Exit.OK)


def cells(outcome: Outcome) -> tuple[str | None, ...]:
    """The row of one file: path, size, status, id, and what is to be said about it."""
    path = str(outcome.path)
    if not isinstance(outcome, Refused):
        upload = outcome.upload
        return path, output.size(upload.size), upload.status, upload.file_id, ""
    known = outcome.error.upload if isinstance(outcome.error, UploadFailed) else None
    if known:
        return path, output.size(known.size), known.status, known.file_id, known.reason or ""
    return path, None, "failed", outcome.error.file_id, reason(outcome.error)
