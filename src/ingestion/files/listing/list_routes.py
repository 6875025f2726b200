"""`GET /files`: what the tenant has, newest first."""

from common import logs
from common.files import gates
from common.keys import kept
from ingestion.files import views
from ingestion.files.file_settings import Settings
from ingestion.files.listing import pages, wanted
from ingestion.files.listing.reads import Reads
from ingestion.tenants.access import Membership
from ingestion.web import http
from ingestion.web.signed_cursors import Cursors


def every(request: http.Request, who: Membership, conf: Settings) -> http.Response:
    """200 with files. A page may be short, or empty, and still have a cursor."""
    cursors = Cursors(kept.of(conf.cursor_keys), request.time)
    asked = wanted.read(request, who, conf.media_types, cursors)
    reads = Reads(conf.catalog_table, who.tenant, asked.start)
    found, rest = pages.page(reads, asked, conf.index_spread.shards(who.tenant))
    logs.info("files listed", files=len(found), queries=reads.queries, keys=reads.keys, rows=reads.files)
    items = [views.listed(one, readable=gates.readable(one, unscanned=conf.reads_unscanned)) for one in found]
    return http.answer(200, http.items(items, cursors.write(asked.query, rest) if rest else None))
