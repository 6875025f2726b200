"""One file's content, or a variant of it, to where the user wants it: whole and verified, or not at all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from inlet.errors import InletError, NotFetched
from inlet.network.retry import Backoff
from inlet.network.transport import Http
from inlet.stored import naming
from inlet.stored.fetching import fetch
from inlet.stored.sinks import Sink, Stream, part
from inlet.stored.values import ORIGINAL, Fetched, File
from inlet.values import OnProgress, Progress


@dataclass(frozen=True)
class Download:
    """The content of `file` by the name of a variant; `sign` gives a URL of it."""

    file: File
    variant: str
    sign: Callable[[], str]
    http: Http
    backoff: Backoff

    def to_stream(self, stream: BinaryIO) -> int:
        """Writes it to `stream`, as it comes; how many bytes. Raises NotFetched, also when it proves to be another."""
        sink = Stream(stream)
        fetch(self.sign, self.http, sink, self.backoff)
        self._verify(sink)
        return sink.size

    def to_path(self, target: Path, *, overwrite: bool, on_progress: OnProgress) -> Fetched:
        """Keeps it at `target`; in it and under its own name, where that is a folder.

        The original that was begun is gone on with: its beginning lies hidden beside. Raises NotFetched,
        AlreadyRunning.
        """
        folder = target if target.is_dir() else target.parent
        if target is not folder or self.variant == ORIGINAL:
            _require_free(self._place(target, {}), overwrite)
        begun = folder / f".inlet-{self.file.file_id}-{self.variant}.part"

        def reach(size: int) -> None:
            on_progress(Progress(begun, self.file.filename, size, max(size, self.file.size or 0)))

        try:
            with part(begun, reach if self.variant == ORIGINAL else lambda _: None) as sink:
                headers, verified = self._into(sink)
            place = self._place(target, headers)
            _require_free(place, overwrite)
            _move(begun, place)
        except InletError as failure:
            failure.file_id = self.file.file_id
            raise
        return Fetched(place, sink.size, verified)

    def _into(self, sink: Sink) -> tuple[Mapping[str, str], bool]:
        # The original is one version for ever; what was made of it may have been made anew.
        if self.variant != ORIGINAL:
            sink.restart()
        headers = fetch(self.sign, self.http, sink, self.backoff)
        try:
            return headers, self._verify(sink)
        except NotFetched:
            sink.restart()  # nobody is to go on with it
            raise

    def _place(self, target: Path, headers: Mapping[str, str]) -> Path:
        """Where it is to lie, by what S3 said of it."""
        if not target.is_dir():
            return target
        stem = self.file.filename.rpartition(".")[0] or self.file.filename
        own = self.file.filename if self.variant == ORIGINAL else f"{stem}-{self.variant}"
        return target / naming.safe(naming.told(headers) or own)

    def _verify(self, sink: Sink) -> bool:
        """Whether the known SHA-256 is that of the bytes; False where none is known. Raises NotFetched."""
        if self.variant != ORIGINAL:
            return False
        if self.file.size not in (None, sink.size):
            raise NotFetched(f"{sink.size} bytes came instead of {self.file.size}")
        if self.file.sha256 not in (None, sink.sha256()):
            raise NotFetched("the SHA-256 is another than that of the file")
        return self.file.sha256 is not None


def _require_free(place: Path, overwrite: bool) -> None:
    if place.is_dir():
        raise NotFetched(f"{place.name} is a folder")
    if not overwrite and place.exists():
        raise NotFetched(f"{place.name} is there already")


def _move(begun: Path, place: Path) -> None:
    try:
        begun.replace(place)
    except OSError as failure:
        raise NotFetched(f"it cannot be kept: {failure.strerror or failure}", resumable=True) from failure
