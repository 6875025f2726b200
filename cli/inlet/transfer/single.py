"""One file in one request: a signed PUT, or a POST form."""

import hashlib
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from threading import Event
from typing import Any

from inlet.api.answers import Answer
from inlet.api.giving_up import give_up
from inlet.api.waiting import ended
from inlet.errors import InletError, NotSignedIn, Unreachable
from inlet.s3 import request as s3
from inlet.s3 import signed
from inlet.s3.body import sliced
from inlet.s3.delivery import Stopped, deliver
from inlet.s3.forms import Form
from inlet.transfer.marks import Marks
from inlet.transfer.means import Means
from inlet.transfer.plan import Plan
from inlet.transfer.promise import SINGLE_PUT_BYTES, Promise
from inlet.values import Upload


@dataclass(frozen=True)
class Parcel:
    """A file ready to be promised: with an id, perhaps its SHA-256, and its content if that is small."""

    promise: Promise
    file_id: str
    sha256: str | None
    content: bytes | None

    @classmethod
    def packed(cls, promise: Promise, *, checksum: bool) -> "Parcel":
        """Reads the file: a small one once, to be kept; a large one to be hashed. Raises FileChanged, CannotSend."""
        source = promise.source
        file_id = str(uuid.uuid4())
        if source.size <= SINGLE_PUT_BYTES:
            content = source.content()
            return cls(promise, file_id, hashlib.sha256(content).hexdigest() if checksum else None, content)
        whole = hashlib.sha256()
        for block in source.blocks(0, source.size) if checksum else ():
            whole.update(block)
        return cls(promise, file_id, whole.hexdigest() if checksum else None, None)

    def wish(self) -> dict[str, Any]:
        """The entry of POST /uploads."""
        return self.promise.wish(self.file_id, self.sha256)

    def blocks(self) -> Iterable[memoryview]:
        """The bytes to send."""
        if self.content is not None:
            return (memoryview(self.content),)
        return self.promise.source.blocks(0, self.promise.source.size)


def promised(means: Means, parcels: list[Parcel]) -> Answer:
    """The answer of POST /uploads for these, of one project. The same again only signs again."""
    return means.api(
        "POST", "/uploads", {"projectId": parcels[0].promise.project, "files": [one.wish() for one in parcels]}
    )


def send(means: Means, parcel: Parcel, first: s3.Signed, stop: Event) -> Upload:
    """Sends a promised file. When it cannot be done the API is told why. Raises TransferError, FileChanged …"""
    try:
        return _Transfer(means, parcel, first, stop).run()
    except (NotSignedIn, Unreachable, Stopped):
        raise
    except InletError as failure:
        give_up(means.api, parcel.file_id, failure)
        raise


class _Settled(Exception):
    """The upload came to its end while it was to be signed again."""


class _Transfer:
    """One file on its way."""

    def __init__(self, means: Means, parcel: Parcel, first: s3.Signed, stop: Event) -> None:
        self._means = means
        self._parcel = parcel
        self._signed = first
        self._stop = stop
        size = parcel.promise.source.size
        self._marks = Marks(Plan(size, size), partial(means.tell, parcel.promise), means.turn)

    def run(self) -> Upload:
        """Sends it until S3 has it."""
        self._marks.begin()
        try:
            # Where nothing may be overwritten, "it is there already" means that only the answer was lost before.
            deliver(self._sign, self._send, backoff=self._means.backoff, stop=self._stop)
        except _Settled:
            return ended(self._means.api, self._parcel.file_id)
        self._marks.reach(1, self._parcel.promise.source.size)
        return self._parcel.promise.sent(self._parcel.file_id)

    def _sign(self, refused: s3.Signed | None) -> s3.Signed:
        if refused is self._signed or self._signed.good_until <= time.monotonic():
            answer = promised(self._means, [self._parcel])
            told = answer.body["uploads"][0]
            if told["status"] != "pending":
                raise _Settled
            self._signed = signed.single(answer, told)
        return self._signed

    def _send(self, to: s3.Signed) -> s3.Reply:
        size = self._parcel.promise.source.size
        body: Iterable[memoryview] = sliced(self._parcel.blocks(), partial(self._marks.reach, 1), self._stop)
        if to.fields is None:
            return s3.send(self._means.http, to, body, size)
        form = Form(to.fields)
        posted = replace(to, headers={**to.headers, "Content-Type": form.content_type})
        return s3.send(self._means.http, posted, form.around(body), form.length(size))
