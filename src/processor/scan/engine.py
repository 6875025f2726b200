"""clamd as a child that is kept warm: started when first needed, found dead and started again, gone with its parent."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from common import logs
from processor.scan import limits, wire

# Holds clamd on a leash: a reader waits at a pipe that the parent holds open, and so learns of its end, whatever that
# was. `kill -9` is for an engine that is busy loading, when it hears nothing else. The shell ends with the engine.
_LEASH = """
exec 3<&0
"$@" 3<&- </dev/null & engine=$!
{ read -r _ <&3; kill -9 "$engine"; } & leash=$!
exec 3<&-
wait "$engine"; code=$?
kill "$leash"
exit "$code"
"""
_POLL_SECONDS = 0.02
_TOLD_BYTES = 2_000
_END_SECONDS = 10

# What reads the bytes of strangers is handed nothing else of the function's environment: least of all its credentials.
_INHERITED = ("LD_LIBRARY_PATH", "PATH", "TMPDIR")


class EngineDown(Exception):
    """clamd did not start, or went away: another attempt may fare better."""


@dataclass(frozen=True)
class Engine:
    """A running clamd, its folder (socket, log, scratch files) and the definitions that it works with."""

    process: subprocess.Popen[bytes]
    folder: Path
    definitions: str

    @property
    def alive(self) -> bool:
        """Whether it answers."""
        return wire.ping(limits.socket(self.folder))

    def check(self) -> None:
        """Raises EngineDown, with its last words, when it has ended."""
        if self.process.poll() is not None:
            raise EngineDown(_last_words(self.folder / "log"))

    def scan(self, blocks: Iterable[bytes], *, seconds: Callable[[], float]) -> str:
        """What it says of all bytes of `blocks`. Raises EngineDown when it is gone, or says nothing for `seconds()`."""
        try:
            return wire.scan(limits.socket(self.folder), blocks, seconds=seconds)
        except wire.Lost as lost:
            raise EngineDown("the engine went away") from lost

    def stop(self) -> None:
        """Ends it, and removes what it left. Doing so again is no error."""
        if self.process.stdin:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.close()
        try:
            self.process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def start(
    clamd: str, definitions: Path, version: str, *, scan_seconds: int, go_on: Callable[[], None] = lambda: None
) -> Engine:
    """An engine with the definitions of a folder, ready to scan. Raises EngineDown, and what `go_on` raises meanwhile.

    Loading ClamAV's own definitions takes far longer than those of the embedded cloud.
    """
    folder = Path(tempfile.mkdtemp(prefix="clamd-"))
    config = folder / "clamd.conf"
    config.write_text(limits.configuration(definitions=definitions, folder=folder, scan_seconds=scan_seconds))
    started = time.monotonic()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            ["/bin/sh", "-c", _LEASH, "sh", clamd, f"--config-file={config}"],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            env={name: os.environ[name] for name in _INHERITED if name in os.environ},
        )
    engine = Engine(process, folder, version)
    try:
        while not engine.alive:
            go_on()
            engine.check()
            time.sleep(_POLL_SECONDS)
    except BaseException:
        engine.stop()
        raise
    logs.info("engine started", definitions=version, seconds=round(time.monotonic() - started, 3))
    return engine


def _last_words(log: Path) -> str:
    """The end of an engine's log: its own words about configuration and definitions, never about files."""
    return log.read_bytes()[-_TOLD_BYTES:].decode(errors="replace").strip()
