"""Where sending a file stopped, as people copy it: the run, by which ids are drawn, and a number in the file."""

from dataclasses import dataclass

import click

from inlet.events import ids


@dataclass(frozen=True)
class Place:
    """What comes before `number` has been accepted or refused in this run."""

    run: str
    number: int

    def __str__(self) -> str:
        return f"{self.run}:{self.number}"


def beginning() -> Place:
    """The beginning of a run of its own."""
    return Place(ids.new_run(), 1)


def place(_: click.Context, __: click.Parameter, given: str | None) -> Place | None:
    """An option's place, as `019ab3c0-…:4501`."""
    if given is None:
        return None
    run, _sign, number = given.partition(":")
    try:
        ids.event_id(run, 0)
        return Place(run, int(number))
    except ValueError as wrong:
        raise click.BadParameter(f"{given!r} is no place that sending a file has named") from wrong
