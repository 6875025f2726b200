"""`GET` and `DELETE /uploads/{id}`: how an upload stands, and giving it up."""

import re
from typing import Any

from common import logs
from common.errors import Fault, InvalidRequest, NotFound, UploadSettled
from common.files import catalog, objects
from common.files.file import UUID_PATTERN, File, FileId, Rejection
from common.files.lifecycle import Status
from ingestion import names
from ingestion.tenants import access
from ingestion.uploads import views
from ingestion.uploads.promises import Asker
from ingestion.uploads.upload_settings import Settings
from ingestion.web import http

_UUID = re.compile(UUID_PATTERN)


def own(request: http.Request, asker: Asker, conf: Settings) -> File:
    """The upload that the path names. Raises NotFound: for what the asker may not see just as for what never was."""
    given = request.path["id"]
    file = catalog.find(conf.catalog_table, FileId(asker.tenant, given)) if _UUID.fullmatch(given) else None
    if file is None or not access.sees_file(asker.membership, file):
        raise NotFound
    return file


def show(request: http.Request, asker: Asker, conf: Settings) -> http.Response:
    """200 with the upload, or 304."""
    view, headers = _shown(own(request, asker, conf))
    if http.unchanged(request, headers["etag"]):
        return http.answer(304, headers=headers)
    return http.answer(200, view, headers)


def shown(file: File) -> http.Response:
    """200 with the upload."""
    return http.answer(200, *_shown(file))


def _shown(file: File) -> tuple[dict[str, Any], dict[str, str]]:
    """The upload; its entity tag, and when to ask again while it may change."""
    view = views.upload(file)
    headers = {"etag": views.etag(view)}
    if views.may_change(file):
        headers["retry-after"] = "5"
    return view, headers


def abort(request: http.Request, asker: Asker, conf: Settings) -> http.Response:
    """204 once it is aborted, now or before."""
    file = own(request, asker, conf)
    said = (request.body or {}).get("reason", "The client gave no reason.")
    rule = names.broken_text_rule(said)
    if rule:
        raise InvalidRequest("The reason is one line of text.", (Fault("/reason", rule),))
    while file.status is Status.PENDING:
        try:
            file = catalog.move(
                conf.catalog_table,
                file,
                Status.ABORTED,
                by=asker.user,
                at=request.time,
                rejection=Rejection("aborted", said),
                # Its object may have come, or be on its way: the sweeper looks, and removes what nobody else does.
                stay_listed=True,
            )
        except catalog.Stale:
            file = own(request, asker, conf)
    if file.status is not Status.ABORTED:
        raise UploadSettled("Only a pending upload can be aborted.")
    # After the row, which nobody can then join parts for. What a crash leaves here the sweeper drops.
    if file.multipart_id:
        objects.drop_parts(conf.uploads_bucket, file.id.key, file.multipart_id)
    logs.info("upload aborted", fileId=file.id.id)
    return http.answer(204)
