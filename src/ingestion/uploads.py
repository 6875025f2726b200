"""HTTP entry of uploads: `GET /upload`, `POST /uploads`, `GET` and `DELETE /uploads/{id}`."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from common import catalog, logs, settings
from common.errors import Fault, InvalidRequest, NotFound, RouteNotFound, UploadSettled
from common.files import UUID_PATTERN, File, FileId, Rejection
from common.lifecycle import Status
from ingestion import access, http, identity, intake, media, names, projects, promises, signing, tenancy, views

_UUID = re.compile(UUID_PATTERN)


@dataclass(frozen=True)
class Settings:
    """What the function's environment says. Seconds are how long a signed URL is good for."""

    catalog_table: str
    uploads_bucket: str
    upload_url_seconds: int
    quick_url_seconds: int
    require_size: bool
    accelerate: bool
    media_types: media.MediaTypes = settings.parsed(media.parse)


@cache
def _settings() -> Settings:
    return settings.read(Settings)


@http.guard
def handler(request: http.Request) -> http.Response:
    """An HTTP API event (payload 2.0) behind the JWT authorizer in; `{statusCode, headers, body}` out.

    Errors: the kinds in common.errors, as problem+json.
    """
    route = _ROUTES.get(request.route)
    if route is None:
        raise RouteNotFound
    user = identity.user(request.claims)
    memberships = tenancy.memberships(_settings().catalog_table, user, at=request.time)
    who = access.chosen(memberships, request.headers.get("x-tenant-id"))
    with logs.bound(tenantId=who.tenant, userId=who.user):
        return route(request, promises.Asker(who, request.id, request.time))


def _sign_one(request: http.Request, asker: promises.Asker) -> http.Response:
    given = _settings()
    wish = promises.quick(request.query, given.media_types, asker, require_size=given.require_size)
    _require_project(asker, wish.project, pointer="")
    (file,) = intake.enter(given.catalog_table, [wish])
    put = _sign(file, given.quick_url_seconds)
    logs.info("upload signed", fileIds=[file.id.id])
    return http.answer(200, {"fileId": file.id.id, "method": "PUT", **views.transfer(put)})


def _sign_many(request: http.Request, asker: promises.Asker) -> http.Response:
    given = _settings()
    project = request.body.get("projectId", access.DEFAULT_PROJECT)
    wishes = promises.promised(request.body["files"], given.media_types, asker, project)
    _require_project(asker, project, pointer="/projectId")
    files = intake.enter(given.catalog_table, wishes)
    logs.info("uploads signed", fileIds=[file.id.id for file in files])
    uploads = [views.signed(file, _sign(file, given.upload_url_seconds) if _pending(file) else None) for file in files]
    return http.answer(201, {"uploads": uploads})


def _show(request: http.Request, asker: promises.Asker) -> http.Response:
    file = _own(request, asker)
    view = views.upload(file)
    headers = {"etag": views.etag(view)}
    if views.may_change(file):
        headers["retry-after"] = "5"
    if http.unchanged(request, headers["etag"]):
        return http.answer(304, headers=headers)
    return http.answer(200, view, headers)


def _abort(request: http.Request, asker: promises.Asker) -> http.Response:
    file = _own(request, asker)
    said = (request.body or {}).get("reason", "The client gave no reason.")
    rule = names.broken_text_rule(said)
    if rule:
        raise InvalidRequest("The reason is one line of text.", (Fault("/reason", rule),))
    while _pending(file):
        try:
            file = catalog.move(
                _settings().catalog_table,
                file,
                Status.ABORTED,
                by=asker.user,
                at=request.time,
                rejection=Rejection("aborted", said),
            )
        except catalog.Stale:
            file = _own(request, asker)
    if file.status is not Status.ABORTED:
        raise UploadSettled("Only a pending upload can be aborted.")
    logs.info("upload aborted", fileId=file.id.id)
    return http.answer(204)


def _require_project(asker: promises.Asker, project: str, *, pointer: str) -> None:
    """Raises InvalidRequest when the project is not the asker's, which says the same when there is none."""
    if not projects.is_seen(_settings().catalog_table, asker.membership, project):
        raise InvalidRequest("You are in no such project.", (Fault(pointer, "unknown_project"),))


def _own(request: http.Request, asker: promises.Asker) -> File:
    """The upload that the path names. Raises NotFound: for what the asker may not see just as for what never was."""
    given = request.path["id"]
    file = catalog.find(_settings().catalog_table, FileId(asker.tenant, given)) if _UUID.fullmatch(given) else None
    if file is None or not access.sees_file(asker.membership, file):
        raise NotFound
    return file


def _pending(file: File) -> bool:
    return file.status is Status.PENDING


def _sign(file: File, seconds: int) -> signing.SignedPut:
    return signing.put(_settings().uploads_bucket, file, seconds=seconds, accelerate=_settings().accelerate)


_ROUTES: dict[str, Callable[[http.Request, promises.Asker], http.Response]] = {
    "GET /upload": _sign_one,
    "POST /uploads": _sign_many,
    "GET /uploads/{id}": _show,
    "DELETE /uploads/{id}": _abort,
}
