"""Every error that a caller can see: one table, one type. Where each arises, it is raised by its name."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a request: where it stands (a JSON pointer) and which rule it breaks."""

    pointer: str
    rule: str


class Problem(Exception):
    """An error with a stable machine code, an HTTP status, and whether the same call may succeed later.

    `wait_seconds` says when asking again makes sense; None where it makes none.
    `detail` is for the person who reads it and never repeats what was sent; `faults` name the single fields;
    `location` is the path of what stands in the way, where there is such a thing.
    """

    code = "internal"
    status = 500
    retryable = True
    wait_seconds: int | None = 1
    title = "Something went wrong on our side"

    def __init__(self, detail: str = "", faults: tuple[Fault, ...] = (), *, location: str | None = None) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.faults = faults
        self.location = location


TABLE: dict[str, type[Problem]] = {Problem.code: Problem}


def error(code: str, status: int, retryable: bool, title: str, *, wait_seconds: int | None = None) -> type[Problem]:
    """A new kind of Problem, entered in TABLE."""
    wait_seconds = 1 if retryable else wait_seconds
    said = {"code": code, "status": status, "retryable": retryable, "title": title, "wait_seconds": wait_seconds}
    kind = type(code, (Problem,), said)
    TABLE[code] = kind
    return kind


#                      code                     status retry  title
InvalidRequest = error("invalid_request", 400, False, "The request breaks the contract")
MalformedBody = error("malformed_body", 400, False, "The body is not one JSON document in UTF-8")
Unauthorized = error("unauthorized", 401, False, "Who is asking could not be told")
ScopeMissing = error("scope_missing", 403, False, "The token lacks the scope that the API demands")
TenantForbidden = error("tenant_forbidden", 403, False, "You are not a member of this tenant")
OwnerRequired = error("owner_required", 403, False, "Only an owner of the tenant may do this")
OperatorsOnly = error("operators_only", 403, False, "Only operators of the platform may do this")
QuotaExceeded = error("quota_exceeded", 403, False, "The tenant's quota leaves no room for this")
NotFound = error("not_found", 404, False, "There is nothing here that you can see")
UnknownVariant = error("unknown_variant", 404, False, "The file has no such variant")
RouteNotFound = error("route_not_found", 404, False, "The API has no such route")
UploadConflict = error("upload_conflict", 409, False, "This fileId already stands for another promise")
UploadSettled = error("upload_settled", 409, False, "The upload is no longer pending")
NotMultipart = error("not_multipart", 409, False, "The upload is not sent in parts")
UploadIncomplete = error("upload_incomplete", 409, False, "Parts of the upload are missing")
PartMismatch = error("part_mismatch", 409, False, "S3 has other parts than those that were named")
ChecksumConflict = error("checksum_conflict", 409, False, "Another SHA-256 was promised")
ProjectExists = error("project_exists", 409, False, "The tenant has a project of this id already")
NotAMember = error("not_a_member", 409, False, "The user is not a member of the tenant")
LastOwner = error("last_owner", 409, False, "A tenant keeps at least one owner")
EventConflict = error("event_conflict", 409, False, "An event of this id is stored already, with other content")
StillInvalid = error("still_invalid", 409, False, "The event still breaks the rules for events")
LimitReached = error("limit_reached", 409, False, "There can be no more of these")
NotReadable = error("not_readable", 409, False, "The file cannot be read in its present state")
StillProcessing = error("still_processing", 409, False, "The file's processing has not come to its end", wait_seconds=5)
NotProcessable = error("not_processable", 409, False, "There is nothing to process")
NothingArrived = error("nothing_arrived", 409, False, "No file has arrived that could be changed")
ResultTooLarge = error("result_too_large", 409, False, "A row of the answer is larger than the API gives")
RunUnderWay = error("run_under_way", 409, False, "The janitor is at work already, and does one run at a time")
FileDeleted = error("file_deleted", 410, False, "The file was deleted")
PreconditionFailed = error("precondition_failed", 412, False, "The file is no longer as If-Match says")
BodyTooLarge = error("body_too_large", 413, False, "The body is larger than the API takes")
UnsupportedMedia = error("unsupported_media_type", 415, False, "The body must be plain application/json")
PreconditionRequired = error("precondition_required", 428, False, "Say in If-Match what is to be changed")
KeysMissing = error("keys_missing", 503, True, "The keys that this is signed with have not been made")
Busy = error("busy", 503, True, "Try again in a moment")
