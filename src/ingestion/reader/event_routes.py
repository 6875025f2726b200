"""`GET /events`: what was stored, newest first."""

from datetime import timedelta

from common import logs
from ingestion.reader import by_time, by_user, views, wanted
from ingestion.reader.reader_settings import Settings
from ingestion.reader.table import Table
from ingestion.tenants.access import Membership
from ingestion.web import http

# No event is later than its receipt, which was by another clock.
AHEAD = timedelta(hours=1)


def every(request: http.Request, who: Membership, conf: Settings) -> http.Response:
    """200 with events. A page may be short, or empty, and still have a cursor."""
    oldest = request.time - timedelta(days=conf.event_row_days + conf.event_max_age_days + 1)
    asked = wanted.read(request, who, earliest=oldest, latest=request.time + AHEAD)
    table = Table(conf.events_table)
    if asked.user is None:
        found, rest = by_time.page(table, asked, now=request.time, row_days=conf.event_row_days)
    else:
        found, rest = by_user.page(table, asked.user, asked)
    logs.info("events read", events=len(found), reads=table.reads)
    return http.answer(200, http.items([views.event(line) for line in found], asked.cursor(rest)))
