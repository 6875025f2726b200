"""`GET` and `DELETE /uploads/{id}`: how an upload stands, and giving it up."""

from common import logs
from common.errors import Fault, InvalidRequest, UploadSettled
from common.files import catalog, objects
from common.files.file import File, Rejection
from common.files.lifecycle import Status
from ingestion import names
from ingestion.tenants import visible
from ingestion.uploads import views
from ingestion.uploads.promises import Asker
from ingestion.uploads.upload_settings import Settings
from ingestion.web import entity, http


def own(request: http.Request, asker: Asker, conf: Settings) -> File:
    """The upload that the path names. Raises NotFound: for what the asker may not see just as for what never was."""
    return visible.file(conf.catalog_table, asker.membership, request.path["id"])


def show(request: http.Request, asker: Asker, conf: Settings) -> http.Response:
    """200 with the upload, or 304."""
    file = own(request, asker, conf)
    return entity.answer(request, views.upload(file), _asking_again(file))


def shown(file: File) -> http.Response:
    """200 with the upload."""
    view = views.upload(file)
    return http.answer(200, view, {"etag": entity.tag(view), **_asking_again(file)})


def _asking_again(file: File) -> dict[str, str]:
    """When it makes sense to ask again, while the upload may change."""
    return {"retry-after": "5"} if views.may_change(file) else {}


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
