"""What came of changing many files."""

from collections.abc import Iterable, Iterator

import click

from inlet.stored.values import Changed
from inlet.terminal import output, shapes
from inlet.terminal.exits import Exit


def show(outcomes: Iterable[Changed], done: str, *, as_json: bool) -> None:
    """A line for each; `done` is the word for what went well. Ends with FAILED when something did not."""
    failed = False

    def seen() -> Iterator[Changed]:
        nonlocal failed
        for one in outcomes:
            failed = failed or one.code is not None
            yield one

    if as_json:
        for one in seen():
            output.line(shapes.changed(one))
    else:
        output.table(("id", ""), ((one.file_id, _how(one.code) or done) for one in seen()))
    if failed:
        click.get_current_context().exit(Exit.FAILED)


def _how(code: str | None) -> str | None:
    """The API's code as words: `not_found` → `not found`."""
    return code.replace("_", " ") if code else None
