"""`GET /upload` and `POST /uploads`: what is promised is entered, then signed."""

from typing import Any

from common import logs
from common.errors import Fault, InvalidRequest
from common.files.file import File, Method
from common.files.lifecycle import Status
from ingestion.tenants import access, projects
from ingestion.uploads import intake, opening, parts, promises, signing, views
from ingestion.uploads.promises import Asker
from ingestion.uploads.upload_settings import Settings
from ingestion.web import http


def one(request: http.Request, asker: Asker, conf: Settings) -> http.Response:
    """One file by its query: 200 with a PUT."""
    wish = promises.quick(request.query, conf.media_types, asker, require_size=conf.require_size)
    _require_project(asker, conf, wish.project, pointer="")
    (file,) = intake.enter(conf.catalog_table, conf.index_spread.assigned([wish]), conf.quotas)
    put = signing.put(conf.uploads_bucket, file, seconds=conf.quick_url_seconds, accelerate=conf.accelerate)
    logs.info("upload signed", fileIds=[file.id.id])
    return http.answer(200, {"fileId": file.id.id, **views.put(put)})


def many(request: http.Request, asker: Asker, conf: Settings) -> http.Response:
    """1 to 100 files: 201 with what to send for each, in their order."""
    project = request.body.get("projectId", access.DEFAULT_PROJECT)
    wishes = promises.promised(request.body["files"], conf.media_types, asker, project)
    _require_project(asker, conf, project, pointer="/projectId")
    files = intake.enter(conf.catalog_table, conf.index_spread.assigned(wishes), conf.quotas)
    files = opening.opened(conf.catalog_table, conf.uploads_bucket, files, by=asker.user, at=asker.at)
    uploads, urls_left = [], parts.MOST_URLS
    for file in files:
        transfer = _transfer(file, conf, urls_left)
        urls_left -= len(transfer.get("parts", ()))
        uploads.append(views.announced(file) | transfer)
    logs.info("uploads signed", fileIds=[file.id.id for file in files])
    return http.answer(201, {"uploads": uploads})


def _transfer(file: File, conf: Settings, most_urls: int) -> dict[str, Any]:
    """How to send `file`; nothing for one that is no longer pending. Of parts the first `most_urls` are signed."""
    if file.status is not Status.PENDING:
        return {}
    bucket, seconds, accelerate = conf.uploads_bucket, conf.upload_url_seconds, conf.accelerate
    if file.method is Method.MULTIPART:
        first = range(1, 1 + min(most_urls, parts.plan(file).count))
        signed = signing.parts(bucket, file, first, seconds=seconds, accelerate=accelerate)
        return {"method": Method.MULTIPART, **views.parts(file, signed)}
    if file.method is Method.POST:
        return views.form(signing.form(bucket, file, seconds=seconds, accelerate=accelerate))
    return views.put(signing.put(bucket, file, seconds=seconds, accelerate=accelerate))


def _require_project(asker: Asker, conf: Settings, project: str, *, pointer: str) -> None:
    """Raises InvalidRequest when the project is not the asker's, which says the same when there is none."""
    if not projects.is_seen(conf.catalog_table, asker.membership, project):
        raise InvalidRequest("You are in no such project.", (Fault(pointer, "unknown_project"),))
