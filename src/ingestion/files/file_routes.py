"""`GET /files/{id}`: what the catalogue has of a file, and what was found in it."""

from ingestion.files import showing, views
from ingestion.files.file_settings import Settings
from ingestion.tenants import visible
from ingestion.tenants.access import Membership
from ingestion.web import entity, http


def show(request: http.Request, who: Membership, conf: Settings) -> http.Response:
    """200 with the file, or 304. What came of its bytes is in it only while they may be read."""
    file = visible.file(conf.catalog_table, who, request.path["id"])
    view = showing.view(conf.catalog_table, file, unscanned=conf.reads_unscanned)
    headers = {"retry-after": "5"} if views.may_change(file) else {}
    return entity.answer(request, view, headers)
