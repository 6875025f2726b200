"""Where a request with events comes from, and when it came: what all of its events share."""

from dataclasses import dataclass
from datetime import datetime

from ingestion.collector import addresses
from ingestion.web import http


@dataclass(frozen=True)
class Origin:
    """`source` is the id of the write key (`k-…`) or user (`u-…`). `sent_at` is when the client says it sent the whole,
    for events that do not say it themselves. `ip` and `user_agent` are None where they are not kept or not known.
    """

    tenant: str
    source: str
    received_at: datetime
    correlation_id: str
    ip: str | None = None
    user_agent: str | None = None
    sent_at: datetime | None = None


def of(request: http.Request, tenant: str, source: str, ip_addresses: str, sent_at: datetime | None = None) -> Origin:
    """The origin of a request; `ip_addresses` says how much is kept of its address: whole, truncated, none."""
    return Origin(
        tenant=tenant,
        source=source,
        received_at=request.time,
        correlation_id=request.id,
        ip=addresses.kept(request.ip, ip_addresses),
        user_agent=addresses.user_agent(request.headers.get("user-agent", "")),
        sent_at=sent_at,
    )
