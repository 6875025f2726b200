"""A long `terraform apply -json` told in a line that moves, or in a few where there is no terminal."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from local.home import Trouble

PAUSE_SECONDS = 10  # between two lines where nothing can be overwritten


class Failed(Trouble):
    """An apply that ended with errors; `done` resources were made before it did."""

    def __init__(self, errors: list[str], done: int) -> None:
        super().__init__("terraform apply failed:\n" + "\n".join(errors))
        self.done = done


class _Line:
    """What is shown of the work."""

    def __init__(self) -> None:
        self.total = self.done = 0
        self._moves = sys.stderr.isatty()
        self._shown_at = 0.0

    def show(self, what: str) -> None:
        now = time.monotonic()
        text = f"Terraform: {self.done} of {self.total or '…'}, {what}"
        if self._moves:
            print(f"\r\033[K{text[:100]}", end="", file=sys.stderr, flush=True)
        elif now - self._shown_at >= PAUSE_SECONDS:
            print(text, file=sys.stderr, flush=True)
        else:
            return
        self._shown_at = now

    def clear(self) -> None:
        if self._moves:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def follow(command: list[str], settings: dict[str, str]) -> dict[str, Any]:
    """Runs a `terraform apply -json` and returns its outputs as {name: value}.

    Raises Failed with its errors, and KeyboardInterrupt not before Terraform has written down what it has made.
    """
    line, errors, outputs, summary = _Line(), list[str](), dict[str, Any](), ""
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with _patience() as interrupted, subprocess.Popen(command, env=settings, **pipes) as child:
        for raw in child.stdout or ():
            message = _read(raw)
            match message.get("type"):
                case "change_summary":
                    changes = message["changes"]
                    line.total = line.total or changes["add"] + changes["change"] + changes["remove"]
                    summary = f"{changes['add']} added, {changes['change']} changed, {changes['remove']} removed"
                case "apply_complete" if message["hook"]["action"] != "read":
                    line.done += 1
                    line.show(message["hook"]["resource"]["addr"])
                case "refresh_complete":
                    line.show("looking at what is there")
                case "diagnostic" if message["diagnostic"]["severity"] == "error":
                    errors.append(_told(message["diagnostic"]))
                case "outputs":
                    outputs = {name: output.get("value") for name, output in message["outputs"].items()}
                case None:
                    errors.append(raw.rstrip())
    line.clear()
    if interrupted:
        raise KeyboardInterrupt
    if child.returncode:
        raise Failed(errors, line.done)
    print(f"Terraform: {summary}")
    return outputs


@contextmanager
def _patience() -> Iterator[list[int]]:
    """Notes interrupts instead of raising: Terraform gets them too, and loses what it made if nobody reads its end."""
    noted: list[int] = []

    def note(number: int, _frame: object) -> None:
        if not noted:
            print("\n→ Terraform ends what it has begun", file=sys.stderr, flush=True)
        noted.append(number)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield noted
    finally:
        signal.signal(signal.SIGINT, before)


def _read(raw: str) -> dict[str, Any]:
    try:
        message = json.loads(raw)
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}


def _told(diagnostic: dict[str, Any]) -> str:
    where = diagnostic.get("address") or diagnostic.get("range", {}).get("filename", "")
    return "  " + "\n  ".join(filter(None, (where, diagnostic["summary"], diagnostic.get("detail"))))
