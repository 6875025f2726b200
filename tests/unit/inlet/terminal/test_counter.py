"""How far something is: said on a terminal, and nothing that could steer it."""

import io
import sys

import pytest

from inlet.terminal.counter import counting


class Terminal(io.StringIO):
    """A terminal that keeps what it is sent."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("state", ["\x1b]0;owned", "\x1b[9A", "\x9b9A"])
def test_what_a_server_says_steers_no_terminal(monkeypatch, state):
    monkeypatch.setenv("TERM", "xterm")
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with counting() as say:
        say(f"{state} found")
    assert "found" in screen.getvalue()
    assert state not in screen.getvalue()
