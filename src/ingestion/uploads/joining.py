"""The end of a multipart upload: its parts become the object, once, however often and by whomever it is asked."""

from dataclasses import dataclass
from datetime import datetime

from common.backoff import attempts
from common.errors import Busy, ChecksumConflict, UploadSettled
from common.files import catalog
from common.files.file import File
from common.files.lifecycle import Status
from ingestion.uploads import multiparts, parts

_ATTEMPTS = 6
_NEVER = {Status.ABORTED, Status.EXPIRED, Status.REJECTED, Status.DELETED}


@dataclass(frozen=True)
class Joiner:
    """Joins the parts of files of one table, in one bucket: `by` has asked for it, `at` this time."""

    table: str
    bucket: str
    by: str
    at: datetime

    def join(self, file: File, etags: dict[int, str] | None, sha256: str | None) -> File:
        """The file once S3 has made its object: still pending until the arrival is settled, or further already.

        To ask for it is a sign of life, however it goes: nothing expires while S3 is joining.
        `etags` are the client's, by part number; None leaves them to S3. A `sha256` becomes part of the promise.
        Raises UploadIncomplete, PartMismatch, ChecksumConflict; UploadSettled when it came to another end; Busy.
        """
        file = self._alive(file)
        _require_no_other(file, sha256)
        if file.status is not Status.PENDING:
            return _arrived(file)
        multipart_id = file.multipart_id or ""
        try:
            stored = multiparts.stored(self.bucket, file.id.key, multipart_id) if multipart_id else []
            whole = parts.require_all(parts.plan(file), stored, etags)
            file = self._promised(file, sha256)
            if file.status is not Status.PENDING:
                return _arrived(file)
            multiparts.join(self.bucket, file.id.key, multipart_id, whole)
        except multiparts.Gone:
            return self.joined(self._promised(file, sha256))
        except multiparts.Taken:
            return self._taken(file, multipart_id)
        return file

    def joined(self, file: File) -> File:
        """The file whose multipart upload is gone, as it stands now. Raises UploadSettled when it has no object."""
        if multiparts.has_object(self.bucket, file.id.key):
            return _arrived(self._again(file), in_flight=True)
        # Read after the bucket: what was rejected and removed meanwhile says so itself.
        return _arrived(self._again(file))

    def _alive(self, file: File) -> File:
        """The file as it stands now; when it is still pending, no sweeper that read it before can expire it."""
        if file.status is not Status.PENDING:
            return file
        try:
            return catalog.alive(self.table, file.id, by=self.by, at=self.at)
        except catalog.Stale:
            return self._again(file)

    def _taken(self, file: File, multipart_id: str) -> File:
        """Another request has joined the parts; or the parts are still there, so the object is not made of them."""
        try:
            multiparts.stored(self.bucket, file.id.key, multipart_id)
        except multiparts.Gone:
            return self.joined(file)
        raise UploadSettled("Another object has come under this upload's key.")

    def _promised(self, file: File, sha256: str | None) -> File:
        for _ in attempts(_ATTEMPTS, at_once=2):
            _require_no_other(file, sha256)
            if sha256 in (None, file.sha256) or file.status is not Status.PENDING:
                return file
            try:
                return catalog.amend(self.table, file, by=self.by, at=self.at, sha256=sha256, hashed_late=True)
            except catalog.Stale:
                file = self._again(file)
        raise Busy

    def _again(self, file: File) -> File:
        return catalog.find(self.table, file.id) or file


def _require_no_other(file: File, sha256: str | None) -> None:
    """Raises ChecksumConflict when `sha256` is not what was promised, or can no longer be promised."""
    open_still = file.status is Status.PENDING and file.sha256 is None
    if sha256 is not None and sha256 != file.sha256 and not open_still:
        raise ChecksumConflict(
            "This upload was promised with another SHA-256." if file.sha256 else "It is too late to promise a SHA-256."
        )


def _arrived(file: File, *, in_flight: bool = False) -> File:
    """Raises UploadSettled for a file that will have no object, or (unless it is in flight) still has none."""
    if file.status in _NEVER:
        raise UploadSettled(f"The upload is {file.status.value}.")
    if file.status is Status.PENDING and not in_flight:
        raise UploadSettled("S3 no longer has the parts of this upload: begin another one.")
    return file
