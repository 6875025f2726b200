"""`POST /tickets`: the way to the WebSocket."""

from common import logs, times
from ingestion.sockets import tickets
from ingestion.sockets.socket_settings import Settings
from ingestion.tenants.access import Membership
from ingestion.web import http


def issue(request: http.Request, who: Membership, conf: Settings) -> http.Response:
    """201 with a ticket, good once and for a minute, and the URL that shows it."""
    ticket, expires_at = tickets.issue(conf.catalog_table, who, at=request.time)
    logs.info("ticket issued")
    url = f"{conf.socket_url}?ticket={ticket}"
    return http.answer(201, {"ticket": ticket, "url": url, "expiresAt": times.text(expires_at)})
