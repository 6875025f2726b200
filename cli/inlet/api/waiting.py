"""Asking after an upload until it is settled."""

import time
from collections.abc import Iterable, Iterator

from inlet.api import views
from inlet.api.calls import Api
from inlet.api.paths import path
from inlet.errors import StillPending, UploadFailed
from inlet.network.retry import retry_after_seconds
from inlet.values import Upload

_FIRST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 5.0


def settled(api: Api, file_id: str, timeout_seconds: float | None = None) -> Upload:
    """The upload once it is no longer pending. Raises StillPending when that takes longer than `timeout_seconds`.

    Pauses double from a tenth of a second to what the API asks for (Retry-After): most files are settled at once.
    """
    deadline = None if timeout_seconds is None else time.monotonic() + timeout_seconds
    pause, known = _FIRST_PAUSE_SECONDS, ""
    while True:
        answer = api("GET", path("uploads", file_id), headers={"If-None-Match": known} if known else None)
        if answer.status == 200:
            known = answer.headers.get("etag", "")
            upload = views.upload(answer.body)
            if not upload.pending:
                return upload
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            raise StillPending(f"upload {file_id} is still pending")
        longest = retry_after_seconds(answer.headers.get("retry-after")) or _LONGEST_PAUSE_SECONDS
        pause = min(pause, longest)
        time.sleep(pause if left is None else min(pause, left))
        pause *= 2


def watched(api: Api, file_ids: Iterable[str]) -> Iterator[Upload]:
    """Each upload as it is, and again whenever it has changed, until all are settled. Raises ApiError for missing ones.

    Pauses double up to what the API asks for (Retry-After), and begin anew when something has changed: where one step
    ends the next may, too.
    """
    known = dict.fromkeys(file_ids, "")
    pause = _FIRST_PAUSE_SECONDS
    while known:
        longest = 0.0
        for file_id, tag in list(known.items()):
            answer = api("GET", path("uploads", file_id), headers={"If-None-Match": tag} if tag else None)
            longest = max(longest, retry_after_seconds(answer.headers.get("retry-after")))
            if answer.status != 200:
                continue
            upload = views.upload(answer.body)
            known[file_id] = answer.headers.get("etag", "")
            if upload.settled:
                del known[file_id]
            pause = _FIRST_PAUSE_SECONDS
            yield upload
        if known:
            pause = min(pause, longest or _LONGEST_PAUSE_SECONDS)
            time.sleep(pause)
            pause *= 2


def ended(api: Api, file_id: str) -> Upload:
    """An upload that is said to be settled. Raises UploadFailed when there is no file in the end."""
    return successful(views.upload(api("GET", f"/uploads/{file_id}").body))


def successful(upload: Upload) -> Upload:
    """The same upload. Raises UploadFailed when there is no file in the end."""
    if upload.failed:
        raise UploadFailed(upload)
    return upload
