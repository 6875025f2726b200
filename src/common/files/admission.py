"""Whether an object version that arrived is the one that was promised. Pure; whoever sees the object first asks it."""

from dataclasses import dataclass

from common.files.file import File, Head, Rejection
from common.files.lifecycle import Status


@dataclass(frozen=True)
class Admitted:
    """The version is what was promised. `first` says that the row has yet to be told."""

    first: bool


@dataclass(frozen=True)
class Rejected:
    """The version must go. `settles` says that the row was waiting for it, and becomes `rejected` with it."""

    rejection: Rejection
    settles: bool


@dataclass(frozen=True)
class Unproven:
    """All but the SHA-256 is as `file` promises, and S3 knows none of the whole object: only its bytes can tell."""

    file: File


Judgement = Admitted | Rejected
Decision = Judgement | Unproven

UNANNOUNCED = Rejection("unannounced", "Nobody announced this object.")
_LATE = {
    Status.ABORTED: Rejection("aborted", "The object arrived after its upload was aborted."),
    Status.EXPIRED: Rejection("expired", "The object arrived after its upload had expired."),
    Status.REJECTED: Rejection("already_rejected", "An earlier object of this upload was rejected."),
    Status.DELETED: Rejection("deleted", "The object arrived after the file was deleted."),
}
UNVERIFIABLE = Rejection("unverifiable", "The promised SHA-256 could not be verified; upload the file again.")
_OVERWRITE = Rejection("overwrite", "The file already has its object; another version is not taken.")


def admit(file: File | None, head: Head) -> Decision:
    """What to do with the version `head` of the object that `file` stands for.

    The answer stays the same when it is asked again about a version that was decided before. Unproven is none yet: it
    is asked again with the digest of the bytes as the head's checksum.
    """
    if file is None:
        return Rejected(UNANNOUNCED, settles=False)
    if file.arrival:
        same = file.arrival.version_id == head.version_id
        return Admitted(first=False) if same else Rejected(_OVERWRITE, settles=False)
    if file.rejected_version == head.version_id and file.reason_code and file.reason:
        return Rejected(Rejection(file.reason_code, file.reason), settles=False)
    if file.status is not Status.PENDING:
        return Rejected(_LATE.get(file.status, _OVERWRITE), settles=False)
    broken = _broken_promise(file, head)
    if broken:
        return Rejected(broken, settles=True)
    return Unproven(file) if file.sha256 and head.checksum_sha256 is None else Admitted(first=True)


def _broken_promise(file: File, head: Head) -> Rejection | None:  # noqa: PLR0911 - a line for each promise
    if head.tagged:
        return Rejection("tagged", "The object arrived with tags; only the verdict may tag it.")
    if file.size is not None and head.size != file.size:
        return Rejection("size_mismatch", f"{head.size} bytes arrived; {file.size} were promised.")
    if head.size > file.max_bytes:
        return Rejection("too_large", f"{head.size} bytes arrived; this type may have {file.max_bytes}.")
    if head.size == 0:
        return Rejection("empty", "The object has no bytes.")
    if head.content_type != file.content_type:
        return Rejection("type_mismatch", f"The object is not declared as {file.content_type}.")
    if file.sha256 and head.checksum_sha256 not in (file.sha256, None):
        return Rejection("checksum_mismatch", "The object's SHA-256 is not the promised one.")
    return None
