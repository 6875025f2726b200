"""One large file, in parts that are sent at the same time, resumed where it was left."""

from collections.abc import Callable
from functools import partial
from threading import Event

from inlet.api import views
from inlet.api.giving_up import give_up
from inlet.api.waiting import ended, successful
from inlet.errors import ApiError, InletError, NotSignedIn, TransferError, Unreachable
from inlet.network.retry import PASSING
from inlet.s3 import request as s3
from inlet.s3.body import sliced
from inlet.s3.delivery import deliver
from inlet.transfer import crew
from inlet.transfer.beginning import Begun, begin
from inlet.transfer.digest import Digest
from inlet.transfer.journal import Journal
from inlet.transfer.marks import Marks
from inlet.transfer.means import Means
from inlet.transfer.plan import Part
from inlet.transfer.promise import Promise
from inlet.values import Upload

# How often parts that S3 turns out not to have are sent again before that is called a failure.
_ROUNDS = 3
_UNFINISHED = frozenset({"upload_incomplete", "part_mismatch"})


def send(means: Means, promise: Promise, journal: Journal, *, checksum: bool) -> Upload:
    """Sends the file to its end, or what S3 lacks of it if the journal knows of an upload that was begun.

    The journal stays for as long as the upload is pending. When it cannot be done the API is told why. Ctrl-C, a
    refused token, and an API or S3 out of reach or overloaded leave it to be resumed.
    """
    begun = begin(means, promise, journal)
    if isinstance(begun, Upload):
        return begun
    try:
        return _Transfer(means, promise, begun, journal).run(checksum=checksum)
    except Exception as failure:
        if isinstance(failure, InletError) and _may_pass(failure, journal):
            failure.file_id, failure.resumable = begun.file_id, journal.keeps
        elif give_up(means.api, begun.file_id, failure):
            journal.remove()
        raise
    except KeyboardInterrupt:
        if not journal.keeps:
            give_up(means.api, begun.file_id, "interrupted")
        raise


def _may_pass(failure: InletError, journal: Journal) -> bool:
    if isinstance(failure, TransferError):
        return failure.passing and journal.keeps
    passing = isinstance(failure, ApiError) and failure.status in PASSING
    return passing or isinstance(failure, NotSignedIn | Unreachable)


class _Transfer:
    """The parts of one upload on their way."""

    def __init__(self, means: Means, promise: Promise, begun: Begun, journal: Journal) -> None:
        self._means = means
        self._promise = promise
        self._begun = begun
        self._journal = journal
        self._plan = begun.plan
        self._stop = Event()
        self._marks = Marks(self._plan, partial(means.tell, promise), means.turn)

    def run(self, *, checksum: bool) -> Upload:
        """Sends what S3 lacks and has the parts put together."""
        try:
            uploaded = dict(self._begun.uploaded)
            lacking = self._plan.lacking(uploaded)
            for number in set(uploaded) - set(lacking):
                self._marks.have(number)
            self._marks.begin()
            digest = Digest(self._promise.source, self._marks, self._stop) if checksum else None
            for _ in range(_ROUNDS):
                uploaded |= self._sent(lacking)
                try:
                    return self._completed(uploaded, digest.hex() if digest else None)
                except ApiError as said:
                    if said.code not in _UNFINISHED:
                        raise
                    unfinished = said
                    lacking = self._differing(uploaded)
            raise unfinished
        finally:
            self._stop.set()

    def _sent(self, numbers: list[int]) -> dict[int, Part]:
        self._begun.urls.want(numbers)
        tasks: list[Callable[[], tuple[int, Part]]] = [partial(self._send_part, number) for number in numbers]
        return dict(crew.run(tasks, self._means.parallel, self._stop))

    def _send_part(self, number: int) -> tuple[int, Part]:
        length = self._plan.length(number)

        def send(to: s3.Signed) -> s3.Reply:
            blocks = self._promise.source.blocks(self._plan.start(number), length)
            body = sliced(blocks, partial(self._marks.reach, number), self._stop)
            return s3.send(self._means.http, to, body, length)

        reply = deliver(partial(self._begun.urls.get, number), send, backoff=self._means.backoff, stop=self._stop)
        if not reply.etag:
            raise TransferError(f"S3 answered {reply.status} to part {number}", reply.status, reply.code)
        self._marks.reach(number, length)  # also if S3 has answered before the last slice was counted
        return number, Part(reply.etag, length)

    def _completed(self, uploaded: dict[int, Part], sha256: str | None) -> Upload:
        parts = [{"partNumber": number, "etag": uploaded[number].etag} for number in sorted(uploaded)]
        body = {"parts": parts} | ({"sha256": sha256} if sha256 else {})
        self._journal.note_joined()  # before: the answer may be lost
        try:
            done = views.upload(self._means.api("POST", f"/uploads/{self._begun.file_id}/complete", body).body)
        except ApiError as said:
            if said.code != "upload_settled":
                raise
            done = ended(self._means.api, self._begun.file_id)
            if done.pending:  # without its parts nothing will become of it
                raise
        return successful(done)

    def _differing(self, sent: dict[int, Part]) -> list[int]:
        """The parts that S3 does not have as they were sent."""
        there = self._begun.urls.uploaded()
        return [number for number in range(1, self._plan.count + 1) if there.get(number) != sent.get(number)]
