"""What a client gets to see of a query: how it stands, and its answer page by page."""

import json
import re
from typing import Any

from common.errors import NotFound, ResultTooLarge
from ingestion.queries import athena, reasons
from ingestion.queries.athena import Page, Place

# A response of Lambda ends at 6 MB, in which the body stands as a text: JSON in JSON. Most rows are short; where they
# are not, a page has fewer.
_ROWS = (500, 60, 8, 1)
_MOST_BYTES = 5_500_000
_QUERY_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def of(place: Place, query_id: str, cursor: str | None) -> dict[str, Any]:
    """How the query stands and, when it succeeded, a page of its rows.

    Raises NotFound when the tenant has no such query, InvalidRequest for a cursor of another one, ResultTooLarge.
    """
    if not _QUERY_ID.fullmatch(query_id):
        raise NotFound
    found = athena.execution(place, query_id)
    page = _page(place, query_id, cursor) if found.status == "succeeded" else Page([], [], None)
    return {
        "status": found.status,
        "columns": [{"name": name, "type": kind} for name, kind in page.columns],
        "rows": page.rows,
        "scannedBytes": found.scanned_bytes,
        "reason": reasons.told(found.reason) if found.status == "failed" else None,
        "nextCursor": page.token,
    }


def _page(place: Place, query_id: str, cursor: str | None) -> Page:
    header = 0 if cursor else 1  # the first page has it as a row
    for most in _ROWS:
        page = athena.page(place, query_id, cursor, most + header)
        body = json.dumps(page.rows, ensure_ascii=False)
        if len(json.dumps(body, ensure_ascii=False).encode()) <= _MOST_BYTES:
            return page
    raise ResultTooLarge
