"""Tickets: what a browser, which can send no header with a WebSocket's handshake, shows instead of its token."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from common import aws, times
from common.errors import Unauthorized
from common.pushes import keys
from ingestion.tenants import rows
from ingestion.tenants.access import Membership
from ingestion.tenants.rows import Row

SECONDS = 60
_PREFIX = "st_"
_TICKET = re.compile(r"st_[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class Ticket:
    """Whose a ticket is: one user in one tenant. `hash` names its row."""

    hash: str
    tenant: str
    user: str


def issue(table: str, who: Membership, *, at: datetime) -> tuple[str, datetime]:
    """A new ticket for `who`, and when it ends. What is kept of it is its hash. Raises Busy."""
    ticket, expires_at = _PREFIX + secrets.token_urlsafe(32), _whole(at + timedelta(seconds=SECONDS))
    row: Any = keys.ticket(_hash(ticket)) | {
        "tenantId": {"S": who.tenant},
        "userId": {"S": who.user},
        "createdAt": {"S": times.text(at)},
        "ttl": {"N": str(int(expires_at.timestamp()))},
    }
    with aws.calling():
        aws.dynamodb().put_item(TableName=table, Item=row)
    return ticket, expires_at


def look(table: str, given: str, *, at: datetime) -> Ticket:
    """The ticket that was given, if it is good `at` that moment. Raises Unauthorized, Busy."""
    if not _TICKET.fullmatch(given):
        raise Unauthorized
    (row,) = rows.read(table, keys.ticket(_hash(given)))
    # DynamoDB drops expired rows within days, not at once.
    if not row or int(row["ttl"]["N"]) <= at.timestamp():
        raise Unauthorized
    return Ticket(_hash(given), row["tenantId"]["S"], row["userId"]["S"])


def using_up(table: str, ticket: Ticket) -> Row:
    """The write that takes the ticket away: of two transactions with it one fails."""
    return rows.delete(table, keys.ticket(ticket.hash), rows.THERE)


def _whole(moment: datetime) -> datetime:
    return datetime.fromtimestamp(int(moment.timestamp()), UTC)


def _hash(ticket: str) -> str:
    # 256 random bits: a fast hash is as good as a slow one.
    return hashlib.sha256(ticket.encode()).hexdigest()
