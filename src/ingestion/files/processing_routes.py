"""`POST /files/{id}/reprocess`: the steps of processing once more, by newer definitions or newer code."""

from common import logs, queues, uuid7
from common.errors import FileDeleted, NotProcessable, StillProcessing
from common.files import requests
from common.files.file import File
from common.files.lifecycle import Status, may_follow
from common.files.requests import Cause, Request
from ingestion.files import views
from ingestion.files.file_settings import Settings
from ingestion.tenants import visible
from ingestion.tenants.access import Membership
from ingestion.web import http


def ask_again(request: http.Request, who: Membership, conf: Settings) -> http.Response:
    """202 once the request is in the queue. Until it has begun, asking again is asking for the same run."""
    file = visible.file(conf.catalog_table, who, request.path["id"])
    _require_settled(file)
    attempt = 1 + (file.processing.attempt if file.processing else 0)
    # One name for each attempt: however often it is asked for, there is one run of it.
    run = uuid7.derived(file.created_at, f"{file.id.key}#{attempt}")
    queues.send(conf.processing_queue, requests.text(Request(run, file.id, Cause.REPROCESS, request.id, who.user)))
    logs.info("processing asked for", fileId=file.id.id, attempt=attempt, run=run)
    return http.answer(202, {"fileId": file.id.id, "attempt": attempt})


def _require_settled(file: File) -> None:
    """Raises FileDeleted, StillProcessing, NotProcessable."""
    if file.status is Status.DELETED:
        raise FileDeleted
    if views.may_change(file):
        raise StillProcessing(f"The file is {file.status.value}.")
    if not may_follow(file.status, Status.PROCESSING):
        raise NotProcessable(f"The file is {file.status.value}.")
