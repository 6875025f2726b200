"""`PATCH` and `DELETE /files/{id}`, `POST /files/{id}/restore`: one file changes."""

from common.files.file import File
from ingestion.changes import destinations, preconditions, wishes
from ingestion.changes.acting import Actor
from ingestion.web import entity, http


def patch(request: http.Request, actor: Actor) -> http.Response:
    """200 with the file as it then is. What is not in the body stays; tags and metadata are set as a whole."""
    expected = preconditions.required(request)
    fields = wishes.wished(request.body)
    if "project" in fields:
        destinations.require(actor, fields["project"])
    types = actor.conf.media_types
    file = actor.set(request.path["id"], lambda file: wishes.fitting(file, fields, types), expected=expected)
    return _shown(actor, file)


def delete(request: http.Request, actor: Actor) -> http.Response:
    """204 once it is deleted, now or before."""
    actor.delete(request.path["id"], expected=preconditions.given(request))
    return http.answer(204)


def restore(request: http.Request, actor: Actor) -> http.Response:
    """200 with the file, as it was before it was deleted."""
    return _shown(actor, actor.restore(request.path["id"]))


def _shown(actor: Actor, file: File) -> http.Response:
    view = actor.view(file)
    return http.answer(200, view, {"etag": entity.tag(view)})
