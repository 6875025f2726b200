"""The command `inlet` as a user runs it: a process of its own, with a home of its own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from local.home import ROOT

PATIENCE_SECONDS = 120


@dataclass(frozen=True)
class Inlet:
    """A user's shell: what is kept lies below `home`."""

    home: Path
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("INLET_")}
        own = {"HOME": str(self.home), "XDG_STATE_HOME": str(self.home / "state"), "PYTHONPATH": str(ROOT / "cli")}
        return inherited | own | self.variables

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-m", "inlet"]

    def __call__(self, *arguments: str | Path, stdin: bytes = b"", **variables: str) -> SimpleNamespace:
        """`status`, `out`, `err`; `json`: each line of `out` as JSON."""
        with self.running(*arguments, **variables) as process:
            out, err = process.communicate(stdin, timeout=PATIENCE_SECONDS)
        return told(process, out, err)

    @contextmanager
    def running(self, *arguments: str | Path, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
        """The command while it runs; it is ended if it has not come to its end."""
        pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        command = [*self.command, *map(str, arguments)]
        with subprocess.Popen(command, env=self.environment | variables, cwd=self.home, **pipes) as process:
            try:
                yield process
            finally:
                if process.poll() is None:
                    process.send_signal(signal.SIGKILL)

    def sign_in(self) -> dict[str, Any]:
        """The file in which the sign-in is kept."""
        return dict(json.loads(self._file().read_text()))

    def change_tokens(self, **tokens: Any) -> None:
        """Puts other tokens, or another expiry, into that file."""
        kept = self.sign_in()
        kept["tokens"] |= tokens
        self._file().write_text(json.dumps(kept))

    def _file(self) -> Path:
        files = (self.home / "state/inlet/sign-ins").glob("*.json")
        (found,) = (file for file in files if file.name != "current.json")
        return found


def told(process: subprocess.Popen[bytes], out: bytes, err: bytes) -> SimpleNamespace:
    """What a command said that has ended."""
    text = out.decode()
    return SimpleNamespace(
        status=process.returncode,
        out=text,
        err=err.decode(),
        rows=[line.split("\t") for line in text.splitlines()],
        json=lambda: [json.loads(line) for line in text.splitlines()],
    )
