"""How commands end: a status for scripts, and a code for each kind of trouble."""

from enum import IntEnum

from inlet import errors
from inlet.errors import ApiError, Fault, InletError


class Exit(IntEnum):
    """Exit statuses. 2 is click's own."""

    OK = 0
    FAILED = 1  # something was refused or did not come to its end
    USAGE = 2
    FORBIDDEN = 3  # not signed in, or not allowed
    UNREACHABLE = 4
    INTERRUPTED = 130  # as shells say it of Ctrl-C
    PIPE = 141  # as shells say it of a reader that has gone


_CODES: dict[type[InletError], str] = {
    errors.NotSignedIn: "not_signed_in",
    errors.Unreachable: "unreachable",
    errors.CannotSend: "cannot_send",
    errors.FileChanged: "file_changed",
    errors.AlreadyRunning: "already_running",
    errors.TransferError: "transfer_failed",
    errors.UploadFailed: "upload_failed",
    errors.StillPending: "still_pending",
    errors.NotFetched: "not_fetched",
    errors.QueryFailed: "query_failed",
}


def code_of(failure: InletError) -> str:
    """The API's own code where it has spoken; else the client's for that kind of trouble."""
    if isinstance(failure, ApiError):
        return failure.code or f"http_{failure.status}"
    return _CODES.get(type(failure), "failed")


def exit_of(failure: InletError) -> Exit:
    """The status that tells of `failure`."""
    if isinstance(failure, errors.NotSignedIn):
        return Exit.FORBIDDEN
    # A full quota is a 403 too, but nobody is kept out.
    if isinstance(failure, ApiError) and failure.status in (401, 403) and failure.code != "quota_exceeded":
        return Exit.FORBIDDEN
    return Exit.UNREACHABLE if isinstance(failure, errors.Unreachable) else Exit.FAILED


def reason(failure: InletError) -> str:
    """Why something failed, and what to type where the API's words are about headers."""
    if isinstance(failure, ApiError) and any(fault.rule == "tenant_required" for fault in failure.faults):
        return "you are in several tenants: give --tenant ID (inlet tenants lists them)"
    if isinstance(failure, ApiError) and failure.code == "run_under_way":
        return "the janitor is at work already: inlet janitor --last shows how that run stands"
    if isinstance(failure, ApiError) and Fault("/payload/event_id", "conflict") in failure.faults:
        return "another event has taken its id: --new-id stores this one beside it"
    return str(failure)
