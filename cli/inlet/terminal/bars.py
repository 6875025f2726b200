"""How far an upload is: bars on a terminal, else a line now and then."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from rich.progress import BarColumn, DownloadColumn, Progress, ProgressColumn, Task, TaskID, TimeRemainingColumn
from rich.progress import TransferSpeedColumn as Speed
from rich.text import Text

from inlet.files.names import printable
from inlet.terminal import output
from inlet.values import Outcome
from inlet.values import Progress as Step

_NAME_PLACES = 32
_ROWS = 8  # files under way that have a bar of their own
_PAUSE_SECONDS = 5.0


class Shown(Protocol):
    """What is told while files are under way."""

    def step(self, step: Step) -> None:
        """A file has come further; called from any thread, never twice at once."""

    def done(self, outcome: Outcome) -> None:
        """It is known what became of a file."""


@contextmanager
def shown(total_bytes: int, files: int) -> Iterator[Shown]:
    """Bars where stderr is a terminal, else lines."""
    if sys.stderr.isatty():
        with Bars(total_bytes, files) as bars:
            yield bars
    else:
        yield Lines()


class Bars:
    """A bar for each file under way, and one for all of them."""

    def __init__(self, total_bytes: int, files: int) -> None:
        self._progress = Progress(
            _Name(),
            BarColumn(bar_width=None),
            DownloadColumn(),
            Speed(),
            TimeRemainingColumn(compact=True),
            console=output.console(sys.stderr),
            transient=True,
            expand=True,
            redirect_stdout=False,  # results may go to a pipe
        )
        self._files: dict[Path, TaskID] = {}
        self._seen: dict[Path, int] = {}
        self._ended: set[Path] = set()
        self._count, self._done = files, 0
        self._left = total_bytes
        self._total = self._progress.add_task(self._title(), total=total_bytes, visible=files > 1)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def step(self, step: Step) -> None:
        """Moves the file's bar; a file that goes on where it was left says so. What comes after its end is too late."""
        if step.path in self._ended:
            return
        if step.path not in self._seen and step.sent:
            self._progress.console.print(Text(_resumed(step)))
        task = self._files.get(step.path)
        if task is None and len(self._files) < _ROWS:
            task = self._files[step.path] = self._progress.add_task(step.filename, total=step.size)
        if task is not None:
            self._progress.update(task, completed=step.sent)
        more = step.sent - self._seen.get(step.path, 0)
        self._seen[step.path] = step.sent
        self._left -= more
        self._progress.update(self._total, advance=more, description=self._title())
        if step.sent >= step.size and self._count > 1:
            self._drop(step.path)

    def done(self, outcome: Outcome) -> None:
        """Removes the file's bar and counts it."""
        self._drop(outcome.path)
        self._ended.add(outcome.path)
        self._done += 1
        self._progress.update(self._total, description=self._title())

    def _drop(self, path: Path) -> None:
        task = self._files.pop(path, None)
        if task is not None:
            self._progress.remove_task(task)

    def _title(self) -> str:
        return f"{self._done} of {self._count} {'files' if self._left > 0 else 'admitted'}"


class _Name(ProgressColumn):
    """The file's name on a fixed width, as text rather than markup, so that no name steers the terminal."""

    def render(self, task: Task) -> Text:
        """The name, shortened at its end."""
        name = Text(printable(task.description), no_wrap=True)
        name.truncate(_NAME_PLACES, overflow="ellipsis", pad=True)
        return name


class Lines:
    """Where nothing can be overwritten: large files tell how far they are every few seconds."""

    def __init__(self) -> None:
        self._seen: set[Path] = set()
        self._said_at = time.monotonic()

    def step(self, step: Step) -> None:
        """Says so when a file goes on where it was left, and from time to time how far it is."""
        if step.path not in self._seen and step.sent:
            output.say(_resumed(step))
        self._seen.add(step.path)
        now = time.monotonic()
        if now - self._said_at >= _PAUSE_SECONDS:
            self._said_at = now
            output.say(f"{step.filename}: {output.size(step.sent)} of {output.size(step.size)}")

    def done(self, outcome: Outcome) -> None:
        """Nothing: the result itself goes to stdout."""


def _resumed(step: Step) -> str:
    there, all_of_it = output.size(step.sent), output.size(step.size)
    return f"resuming {printable(step.filename)}: {there} of {all_of_it} are there already"
