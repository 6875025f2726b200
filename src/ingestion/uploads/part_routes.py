"""`POST /uploads/{id}/parts` and `/complete`: signing parts again, and joining them."""

from common import logs
from common.errors import NotMultipart, UploadSettled
from common.files.file import File, Method
from common.files.lifecycle import Status
from ingestion.uploads import intake, multiparts, opening, parts, signing, upload_routes, views
from ingestion.uploads.joining import Joiner
from ingestion.uploads.promises import Asker
from ingestion.uploads.upload_settings import Settings
from ingestion.web import http


def sign(request: http.Request, asker: Asker, conf: Settings) -> http.Response:
    """200 with URLs of the parts that are asked for, and the parts that S3 has."""
    file = _own(request, asker, conf)
    if file.status is not Status.PENDING:
        raise UploadSettled
    wanted = parts.numbers((request.body or {}).get("partNumbers", []), parts.plan(file))
    (file,) = intake.renewed(conf.catalog_table, [file], by=asker.user, at=asker.at)
    (file,) = opening.opened(conf.catalog_table, conf.uploads_bucket, [file], by=asker.user, at=asker.at)
    if file.status is not Status.PENDING or file.multipart_id is None:
        raise UploadSettled
    try:
        stored = multiparts.stored(conf.uploads_bucket, file.id.key, file.multipart_id)
    except multiparts.Gone as gone:
        _joiner(asker, conf).joined(file)
        raise UploadSettled("All parts have been joined already.") from gone
    signed = signing.parts(
        conf.uploads_bucket, file, wanted, seconds=conf.upload_url_seconds, accelerate=conf.accelerate
    )
    logs.info("parts signed", fileId=file.id.id, count=len(wanted), stored=len(stored))
    return http.answer(200, views.parts(file, signed) | {"uploaded": [views.part(part) for part in stored]})


def complete(request: http.Request, asker: Asker, conf: Settings) -> http.Response:
    """200 with the upload once S3 has made the object of its parts, now or before."""
    file = _own(request, asker, conf)
    given = request.body or {}
    etags = parts.claimed(given["parts"], parts.plan(file)) if "parts" in given else None
    file = _joiner(asker, conf).join(file, etags, given.get("sha256"))
    logs.info("parts joined", fileId=file.id.id)
    return upload_routes.shown(file)


def _joiner(asker: Asker, conf: Settings) -> Joiner:
    return Joiner(conf.catalog_table, conf.uploads_bucket, asker.user, asker.at)


def _own(request: http.Request, asker: Asker, conf: Settings) -> File:
    """Raises NotFound, and NotMultipart for an upload that is sent as a whole."""
    file = upload_routes.own(request, asker, conf)
    if file.method is not Method.MULTIPART:
        raise NotMultipart("It is sent as a whole, to the URL that was signed for it.")
    return file
