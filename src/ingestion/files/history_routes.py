"""`GET /files/{id}/history`: who changed a file when, and what was before."""

from typing import Any

from common import times
from common.files.history import Entry
from common.keys import kept
from ingestion.files import changelog
from ingestion.files.file_settings import Settings
from ingestion.tenants import visible
from ingestion.tenants.access import Membership
from ingestion.web import http
from ingestion.web.signed_cursors import Cursors

DEFAULT_LIMIT = 50


def every(request: http.Request, who: Membership, conf: Settings) -> http.Response:
    """200 with changes, the newest first. Who sees the file sees them; the stream brings them a moment later."""
    file = visible.file(conf.catalog_table, who, request.path["id"])
    # A cursor of a file that is gone leads nowhere in another one of its id.
    query = ("history", who.tenant, file.id.id, times.text(file.created_at))
    cursors = Cursors(kept.of(conf.cursor_keys), request.time)
    cursor = request.query.get("cursor")
    below = cursors.read(query, cursor, _revision) if cursor else None
    limit = request.query.get("limit", DEFAULT_LIMIT)
    found, more = changelog.newest(conf.catalog_table, file, below=below, limit=limit)
    rest = cursors.write(query, found[-1].revision) if more else None
    return http.answer(200, http.items([_view(one) for one in found], rest))


def _revision(position: Any) -> int:
    if type(position) is not int or position < 1:
        raise ValueError("no revision")
    return position


def _view(entry: Entry) -> dict[str, Any]:
    return {
        "revision": entry.revision,
        "at": times.text(entry.at),
        "by": entry.by,
        "action": entry.action,
        "changes": entry.changes,
    }
