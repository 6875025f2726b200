"""`GET /files/{id}`: what the catalogue has of a file, and what was found in it."""

from common.files import findings, gates
from ingestion.files import views
from ingestion.files.file_settings import Settings
from ingestion.tenants import visible
from ingestion.tenants.access import Membership
from ingestion.web import entity, http


def show(request: http.Request, who: Membership, conf: Settings) -> http.Response:
    """200 with the file, or 304. What came of its bytes is in it only while they may be read."""
    file = visible.file(conf.catalog_table, who, request.path["id"])
    readable = gates.readable(file, unscanned=conf.reads_unscanned)
    attempt = file.processing.extracted if readable and file.processing else None
    extracted = findings.find(conf.catalog_table, file.id, attempt) if attempt else None
    headers = {"retry-after": "5"} if views.may_change(file) else {}
    return entity.answer(request, views.file(file, extracted, readable=readable), headers)
