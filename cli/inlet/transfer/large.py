"""Large files one after the other; what is to be waited for is waited for together."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Self

from inlet.errors import ApiError, InletError, NotSignedIn, Unreachable, UploadFailed
from inlet.network.retry import PASSING
from inlet.transfer import batch, crew, multipart
from inlet.transfer.journal import Journal, journal
from inlet.transfer.means import Means
from inlet.transfer.promise import Promise
from inlet.values import Outcome, Refused, Sent

_WAITING = 100  # uploads, each of which keeps a lock


class LargeFiles:
    """The large files among others.

    With `wait` an outcome comes when the upload is settled, and its journal stays until then: whoever interrupts the
    waiting and begins again does not send the file again.
    """

    def __init__(self, means: Means, state_dir: Path | None, *, checksum: bool, wait: bool) -> None:
        self._means = means
        self._state_dir = state_dir
        self._checksum = checksum
        self._wait = wait
        self._waiting: dict[Path, tuple[Sent, Journal]] = {}  # by what a journal goes by: wherever links lead
        self._locks = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._locks.close()

    def send(self, promise: Promise) -> Iterator[Outcome]:
        """Sends a file, and yields what is known by now. Raises what concerns all, as `batch.send` does.

        The same file under another name, or once more, is another upload: it begins when the first is settled.
        """
        if promise.source.path.resolve() in self._waiting:
            yield from self.settled()
        outcome = self._sent(promise)
        if outcome:
            yield outcome
        if len(self._waiting) == _WAITING:
            yield from self.settled()

    def settled(self) -> Iterator[Outcome]:
        """Waits for those that are not settled yet."""
        waiting, self._waiting = list(self._waiting.values()), {}
        with self._locks.pop_all():
            yield from crew.run([partial(self._settled, *one) for one in waiting], self._means.parallel, Event())

    def _sent(self, promise: Promise) -> Outcome | None:
        """What became of the file; None when that is to be waited for."""
        path, api = promise.source.path, self._means.api
        with ExitStack() as lock:
            try:
                kept = lock.enter_context(journal(self._state_dir, api.url, api.tenant, path))
                sent = Sent(path, multipart.send(self._means, promise, kept, checksum=self._checksum))
            except (NotSignedIn, Unreachable):
                raise
            except InletError as failure:
                if isinstance(failure, ApiError) and failure.concerns_all:
                    raise
                return Refused(path, failure)
            if self._wait and sent.upload.pending:
                self._waiting[path.resolve()] = sent, kept
                self._locks.push(lock.pop_all())
                return None
            kept.remove()
            return sent

    def _settled(self, sent: Sent, kept: Journal) -> Outcome:
        outcome = batch.awaited(self._means, sent)
        if _is_over(outcome):
            kept.remove()
        elif isinstance(outcome, Refused) and isinstance(outcome.error, ApiError) and outcome.error.status in PASSING:
            outcome.error.resumable = kept.keeps
        return outcome


def _is_over(outcome: Outcome) -> bool:
    """Whether nothing of the upload is left to be waited for, rather than that it could not be asked after."""
    if isinstance(outcome, Sent) or isinstance(outcome.error, UploadFailed):
        return True
    return isinstance(outcome.error, ApiError) and outcome.error.status == 404
