"""Everything that the client raises on purpose."""

from dataclasses import dataclass
from typing import Self

from inlet.values import Upload


class InletError(Exception):
    """Something went wrong that the caller may want to handle; its text is one line for people.

    `file_id` names the upload that it befell, where there was one. Either it came to its end by it, and the API keeps
    the reason; or it is `resumable`, and the text says so.
    """

    file_id: str | None = None
    resumable: bool = False

    def __str__(self) -> str:
        text = super().__str__()
        return f"{text}; the same command or call goes on where it stopped" if self.resumable else text


class NotSignedIn(InletError):
    """The API takes no token that the caller has."""


class Unreachable(InletError):
    """The API gave no answer that it could be understood by, however often it was asked."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a request: a JSON pointer into it, and the rule that is broken there."""

    pointer: str
    rule: str


class ApiError(InletError):
    """The API said no. `code` is stable and made for programs; `faults` name the single fields.

    `concerns_all`: it would say so of any other file, too.
    """

    concerns_all = False

    def __init__(
        self, status: int, code: str, detail: str, faults: tuple[Fault, ...] = (), request_id: str = ""
    ) -> None:
        named = ", ".join(f"{fault.pointer or 'body'} {fault.rule}" for fault in faults)
        super().__init__(f"{detail} ({named})" if named else detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.faults = faults
        self.request_id = request_id

    def below(self, prefix: str) -> Self | None:
        """What it says of the things whose pointers begin with `prefix`, which is left out then; None if nothing."""
        own = [fault for fault in self.faults if fault.pointer.startswith(prefix)]
        if not own:
            return None
        shortened = tuple(Fault(fault.pointer.removeprefix(prefix), fault.rule) for fault in own)
        return type(self)(self.status, self.code, "the API does not take it", shortened, self.request_id)


class CannotSend(InletError):
    """The file is not one that can be uploaded: empty, unreadable, no regular file, of no known type."""


class FileChanged(InletError):
    """The file became another one while it was read, so nothing of it was kept."""


class AlreadyRunning(InletError):
    """Another process is uploading this very file."""


class TransferError(InletError):
    """S3 did not take the bytes. `status` and `code` are S3's, where it answered at all.

    `passing` is what may be better later: no answer came, or only such as ask for patience.
    """

    def __init__(self, reason: str, status: int | None = None, code: str = "", *, passing: bool = False) -> None:
        super().__init__(reason)
        self.status = status
        self.code = code
        self.passing = passing


class UploadFailed(InletError):
    """The upload came to another end than hoped for; `upload` says which."""

    def __init__(self, upload: Upload) -> None:
        super().__init__(f"{upload.status}: {upload.reason}" if upload.reason else upload.status)
        self.upload = upload


class NotFetched(InletError):
    """Content did not come whole, could not be kept, or proved to be another than it should be."""

    def __init__(self, reason: str, *, resumable: bool = False) -> None:
        super().__init__(reason)
        self.resumable = resumable


class QueryFailed(InletError):
    """A query over the archive came to no answer; its text says why."""


class StillPending(InletError):
    """The upload was not settled within the time that was given for it."""
