"""What came of asking for files to be processed once more: a line each as it is known; on a terminal, at the end."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta

from inlet.stored.values import File, Reprocessed
from inlet.terminal import output, shapes
from inlet.terminal.counter import counting
from inlet.terminal.exits import Exit, exit_of, reason

HEADINGS = ("id", "name", "attempt", "")


class Asked:
    """Prints what came of each file, and sums up. `exit` is the status that tells of all of them.

    `listing`: the files come from a list, however long; then a person is shown only those that do not go through.
    `on_its_way` counts files that need not be asked for: a run of theirs has not come to its end.
    """

    def __init__(self, *, as_json: bool, listing: bool) -> None:
        self._as_json, self._listing = as_json, listing
        self._at_the_end = sys.stdout.isatty() and not as_json
        self._rows: list[tuple[str | None, ...]] = []
        self._under_way: dict[str, File] = {}
        self._last: File | None = None
        self._say: Callable[[str], None] = lambda _: None
        self._going = self._refused = self.on_its_way = 0
        self.exit = Exit.OK

    @contextmanager
    def counting(self) -> Iterator[None]:
        """While files of a list are asked for, who waits is told how many were."""
        if not self._listing or (self._as_json and sys.stdout.isatty()):
            yield
            return
        with counting() as self._say:
            yield

    def note(self, file: File) -> str:
        """The id of the file of the list that is asked for next."""
        self._under_way[file.file_id] = file
        return file.file_id

    def add(self, one: Reprocessed) -> None:
        """One more."""
        file = self._under_way.pop(one.file_id, None)
        self._last = file or self._last
        if one.error is None:
            self._going += 1
        elif one.still_processing:
            self.on_its_way += 1
        else:
            self._refused += 1
            self.exit = max(self.exit, exit_of(one.error))
        self._print(one, file.filename if file else None)
        self._say(f"{self._going} files go through once more")

    def finish(self) -> None:
        """Prints what a person is to see."""
        if self._rows:
            output.table(HEADINGS, self._rows)
        if self._listing:
            on_its_way = f"; {self.on_its_way} are on their way already" if self.on_its_way else ""
            refused = f"; {self._refused} cannot" if self._refused else ""
            output.say(f"{self._going} files go through once more{on_its_way}{refused}")

    def say_how_to_go_on(self) -> None:
        """After an interruption: a list is gone through from its newest file on, each page as it is wanted."""
        if self._last:
            # --to is exclusive, and several files may share a millisecond: asking twice for one is one run.
            at = (self._last.created_at + timedelta(milliseconds=1)).astimezone(UTC)
            text = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
            output.say(f"newer files were asked for: the same command with --to {text} goes on")

    def _print(self, one: Reprocessed, name: str | None) -> None:
        if self._as_json:
            output.line(shapes.reprocessed(one, name))
            return
        how = reason(one.error) if one.error else "goes through once more"
        row = (one.file_id, name, str(one.attempt) if one.attempt else None, how)
        if not self._at_the_end:
            output.row(row)
        elif one.error or not self._listing:
            self._rows.append(row)
