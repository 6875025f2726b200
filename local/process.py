"""Which process is which: a pid alone proves nothing, since the system gives it to others once its owner is gone."""

import json
import os
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True)
class Process:
    """The process that serves a port; `identity` is its start time and command line."""

    pid: int
    identity: str
    port: int

    def alive(self) -> bool:
        """Whether this very process still runs."""
        return identity(self.pid) == self.identity

    def save(self, file: Path) -> None:
        """Writes the record whole or not at all."""
        draft = file.with_suffix(".draft")
        draft.write_text(json.dumps(asdict(self)))
        draft.replace(file)


def load(file: Path) -> Process | None:
    """The recorded process, running or not. None when there is no record or none that can be read."""
    try:
        return Process(**json.loads(file.read_text()))
    except (OSError, ValueError, TypeError):
        return None


def identity(pid: int) -> str | None:
    """Start time and command line of `pid`, or None when it is gone (a zombie is)."""
    seen = _look(pid)
    return " ".join(seen) if seen else None


def command(pid: int) -> str | None:
    """The command line of `pid`, or None when it is gone."""
    seen = _look(pid)
    return seen[1] if seen else None


def _look(pid: int) -> tuple[str, str] | None:
    return _look_in_proc(pid) if (PROC / "self/stat").exists() else _look_with_ps(pid)


def _look_in_proc(pid: int) -> tuple[str, str] | None:
    try:
        stat = (PROC / str(pid) / "stat").read_text()
        line = (PROC / str(pid) / "cmdline").read_bytes()
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()  # the name before it may hold spaces and brackets
    state, started = fields[0], fields[19]
    return None if state in "ZX" else (started, line.rstrip(b"\0").replace(b"\0", b" ").decode(errors="replace"))


def _look_with_ps(pid: int) -> tuple[str, str] | None:
    ps = ["ps", "-ww", "-o", "state=", "-o", "lstart=", "-o", "command=", "-p", str(pid)]
    shown = subprocess.run(ps, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"})
    state, *rest = shown.stdout.split() or ["Z"]
    return None if state.startswith("Z") else (" ".join(rest[:5]), " ".join(rest[5:]))
