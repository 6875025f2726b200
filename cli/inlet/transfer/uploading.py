"""Uploads of files, streams and many files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from inlet.api.calls import Api
from inlet.errors import CannotSend
from inlet.files.spool import spooled
from inlet.network.retry import Backoff
from inlet.network.transport import Http
from inlet.transfer import batch, multipart
from inlet.transfer.journal import Journal
from inlet.transfer.large import LargeFiles
from inlet.transfer.means import Means
from inlet.transfer.promise import SINGLE_PUT_BYTES, Promise, promise
from inlet.values import Item, Method, OnProgress, Outcome, Refused, Sent, Upload

AnyPath = str | PathLike[str]


class Uploading:
    """The calls that send files.

    Common to them: `project` is where the files go; `tags` and `metadata` are noted of each. `on_progress` is called
    from any thread, never twice at once. `checksum` promises the SHA-256, so that what arrives is verified against what
    was read. `method` is chosen by size unless given: PUT up to 5 MiB, MULTIPART above; PUT and POST are good to
    100 MB. With `wait` a file counts as sent once Inlet has admitted it, else once S3 has taken it.
    """

    _api: Api
    _http: Http
    _backoff: Backoff
    _parallel: int
    _state_dir: Path | None

    def upload(
        self,
        path: AnyPath,
        *,
        project: str = "default",
        tags: Sequence[str] = (),
        metadata: Mapping[str, str] | None = None,
        content_type: str | None = None,
        filename: str | None = None,
        on_progress: OnProgress | None = None,
        checksum: bool = True,
        method: Method | None = None,
        wait: bool = False,
    ) -> Upload:
        """Uploads one file. A large one that was interrupted is gone on with where it was left.

        Raises CannotSend, FileChanged, TransferError, AlreadyRunning about the file, ApiError when the API says no,
        UploadFailed when it ended otherwise, NotSignedIn, Unreachable.
        """
        item = Item(Path(path), filename, content_type, tags, metadata or {})
        (outcome,) = self.upload_many(
            [item], project=project, on_progress=on_progress, checksum=checksum, method=method, wait=wait
        )
        return _uploaded(outcome)

    def upload_stream(
        self,
        stream: BinaryIO,
        filename: str,
        *,
        project: str = "default",
        tags: Sequence[str] = (),
        metadata: Mapping[str, str] | None = None,
        content_type: str | None = None,
        on_progress: OnProgress | None = None,
        checksum: bool = True,
        method: Method | None = None,
        wait: bool = False,
    ) -> Upload:
        """Uploads what a binary stream holds. It is kept in a temporary file meanwhile, and cannot be resumed.

        Raises as `upload` does.
        """
        means = self._means(on_progress)
        with spooled(stream) as path:
            item = Item(path, filename, content_type, _tags(tags), metadata or {})
            promised = promise(item, project=project, method=method)
            if promised.method == "MULTIPART":
                sent = Sent(path, multipart.send(means, promised, Journal(), checksum=checksum))
                return _uploaded(batch.awaited(means, sent) if wait else sent)
            (outcome,) = batch.send(means, [promised], checksum=checksum, wait=wait)
            return _uploaded(outcome)

    def upload_many(
        self,
        items: Iterable[AnyPath | Item],
        *,
        project: str = "default",
        tags: Sequence[str] = (),
        metadata: Mapping[str, str] | None = None,
        on_progress: OnProgress | None = None,
        checksum: bool = True,
        method: Method | None = None,
        wait: bool = False,
    ) -> Iterator[Outcome]:
        """Uploads files as the outcomes are asked for: small ones side by side, large ones one after the other.

        Yields Sent or Refused for each, in the order in which that is known. Raises NotSignedIn, Unreachable and
        ApiError when it concerns all that would follow as well (no such project, not a member of the tenant).
        """
        means = self._means(on_progress)
        small: list[Promise] = []
        with LargeFiles(means, self._state_dir, checksum=checksum, wait=wait) as large:
            for given in items:
                item = given if isinstance(given, Item) else Item(Path(given))
                every_tag = [*_tags(tags), *_tags(item.tags)]
                noted = replace(item, tags=every_tag, metadata={**(metadata or {}), **item.metadata})
                try:
                    promised = promise(noted, project=project, method=method)
                except CannotSend as failure:
                    yield Refused(item.path, failure)
                    continue
                if promised.method == "MULTIPART":
                    yield from large.send(promised)
                    continue
                if not _fits(small, promised):
                    yield from batch.send(means, small, checksum=checksum, wait=wait)
                    small = []
                small.append(promised)
            yield from batch.send(means, small, checksum=checksum, wait=wait)
            yield from large.settled()

    def _means(self, on_progress: OnProgress | None) -> Means:
        return Means(self._api, self._http, self._backoff, self._parallel, on_progress, Lock())


def _fits(batched: list[Promise], another: Promise) -> bool:
    """Whether one request, and the memory, can hold another. What is larger than a small file is not held in memory."""
    kept = [one.source.size for one in [*batched, another] if one.source.size <= SINGLE_PUT_BYTES]
    return len(batched) < batch.FILES and sum(kept) <= batch.BYTES


def _tags(given: Sequence[str]) -> Sequence[str]:
    if isinstance(given, str):  # a sequence of texts as well, of one letter each
        raise TypeError("tags: a list of texts, not one text")
    return given


def _uploaded(outcome: Outcome) -> Upload:
    if isinstance(outcome, Refused):
        raise outcome.error
    return outcome.upload
