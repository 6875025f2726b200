"""The one engine of this container, and its definitions: begun with the newest, and anew when there are newer ones."""

import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from common import logs
from common.errors import Busy
from processor.scan import definitions, engine
from processor.scan.engine import Engine, EngineDown
from processor.scan.manifest import Damaged

# Definitions come a few times a day.
_LOOK_SECONDS = 600


@dataclass(frozen=True)
class _Loaded:
    """Definitions in a folder of their own."""

    folder: Path
    version: str


class Warm:
    """What is kept between invocations. `clamd` is a path; an engine may look at one file for `scan_seconds`."""

    def __init__(self, clamd: str, bucket: str, scan_seconds: int) -> None:
        self._clamd = clamd
        self._bucket = bucket
        self._scan_seconds = scan_seconds
        self._engine: Engine | None = None
        self._loaded: _Loaded | None = None
        self._seen = ""  # the ETag of the list that was looked at last, whether it was any good or not
        self._looked = float("-inf")

    def engine(self, go_on: Callable[[], None]) -> Engine:
        """A running engine. Raises EngineDown, Damaged or Busy when there is none to be had, and what `go_on` raises.

        With definitions that are of no use it goes on with those that it has.
        """
        if self._loaded is None or time.monotonic() - self._looked >= _LOOK_SECONDS:
            self._renew(go_on)
        if self._engine and not self._engine.alive:
            logs.warning("engine died", exitCode=self._engine.process.poll())
            self.stop()
        if not self._engine and self._loaded:
            self._engine = self._start(self._loaded, go_on)
        if not self._engine:
            raise EngineDown("there is no engine")
        return self._engine

    def stop(self) -> None:
        """Ends the engine; the next call starts another."""
        if self._engine:
            self._engine.stop()
        self._engine = None

    def _renew(self, go_on: Callable[[], None]) -> None:
        folder = Path(tempfile.mkdtemp(prefix="definitions-"))
        before = self._loaded
        try:
            found = definitions.listed(self._bucket, self._seen if before else "")
            self._looked = time.monotonic()
            if found is None:
                shutil.rmtree(folder)
                return
            newest, self._seen = found
            definitions.fetch(self._bucket, newest, folder, beside=before.folder if before else None)
            # One engine after the other: two would need twice the memory.
            self.stop()
            fresh = _Loaded(folder, newest.version)
            self._engine = self._start(fresh, go_on)
        except (Damaged, EngineDown, Busy) as fault:
            shutil.rmtree(folder)
            if not before:
                raise
            if isinstance(fault, Busy):
                self._seen = ""
            logs.warning("definitions not renewed", kind=type(fault).__name__, reason=str(fault), kept=before.version)
            return
        except BaseException:
            # Nothing was wrong with them: they are loaded another time.
            self._seen = ""
            shutil.rmtree(folder)
            raise
        self._loaded = fresh
        if before:
            shutil.rmtree(before.folder)

    def _start(self, loaded: _Loaded, go_on: Callable[[], None]) -> Engine:
        return engine.start(self._clamd, loaded.folder, loaded.version, scan_seconds=self._scan_seconds, go_on=go_on)
