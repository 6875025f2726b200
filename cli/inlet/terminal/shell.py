"""The group of all commands: turns errors into messages and exit statuses, in one place."""

import os
import sys
import warnings
from typing import Any

import click

from inlet.errors import InletError
from inlet.terminal import output
from inlet.terminal.exits import Exit, exit_of, reason


class Shell(click.Group):
    """Commands that may raise InletError, be interrupted, and lose who reads their output."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command. Ends with a status of `Exit` where it does not come to its end."""
        _prepare()
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except InletError as failure:
            output.fail(reason(failure))
            ctx.exit(exit_of(failure))
        except BrokenPipeError:
            _to_nowhere()
            ctx.exit(Exit.PIPE)
        except (KeyboardInterrupt, click.Abort):
            output.say("interrupted")
            ctx.exit(Exit.INTERRUPTED)
        return result


class Listing(click.Group):
    """A group that lists when it is not told what else to do: its command `list`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The same, with `list` put before options that are its own; not where a shell asks what may follow."""
        optional = not args or (args[0].startswith("-") and args[0] not in ctx.help_option_names)
        if optional and not ctx.resilient_parsing:
            args = ["list", *args]
        return super().parse_args(ctx, args)


def _prepare() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # where the terminal's encoding lacks a letter

    def show(message: Warning | str, *_: Any, **__: Any) -> None:
        output.say(f"warning: {message}")

    warnings.showwarning = show


def _to_nowhere() -> None:
    """What is still buffered has no reader: Python would complain of it at its end."""
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - a descriptor is all that is wanted
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
