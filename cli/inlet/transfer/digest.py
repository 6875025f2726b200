"""The SHA-256 of a large file, computed while it is sent."""

import hashlib
from threading import Event, Thread

from inlet.files.source import Source
from inlet.transfer.marks import Marks

_LOOK_SECONDS = 0.5  # how soon a stop is noticed


class Digest(Thread):
    """Hashes the file in order, close behind the parts that are sent: what it reads is then in the system's cache."""

    def __init__(self, source: Source, marks: Marks, stop: Event) -> None:
        super().__init__(name="inlet-digest", daemon=True)
        self._source = source
        self._marks = marks
        self._stop_asked = stop
        self._hash = hashlib.sha256()
        self._failure: Exception | None = None
        self.start()

    def run(self) -> None:
        """Hashes until the end, a failure or a stop."""
        try:
            position = 0
            blocks = self._source.blocks(0, self._source.size)
            while position < self._source.size:
                while not self._marks.wait_beyond(position, _LOOK_SECONDS):
                    if self._stop_asked.is_set():
                        return
                block = next(blocks)
                self._hash.update(block)
                position += len(block)
        except Exception as failure:  # noqa: BLE001 - raised where the digest is asked for
            self._failure = failure

    def hex(self) -> str:
        """The digest; to be asked for when all parts are sent. Raises what went wrong in reading."""
        self.join()
        if self._failure:
            raise self._failure
        return self._hash.hexdigest()
