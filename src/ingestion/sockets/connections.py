"""Connections in the catalogue: each takes one of its user's places in a tenant, and gives it back when it ends."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from common import times
from common.errors import LimitReached, TenantForbidden
from common.pushes import keys
from ingestion.sockets import tickets
from ingestion.sockets.tickets import Ticket
from ingestion.tenants import rows
from ingestion.tenants.rows import Row, Stale

# API Gateway ends connections after two hours, and does not always tell:
# https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
LIFE = timedelta(hours=2, minutes=5)


def open_(table: str, given: str, connection_id: str, *, at: datetime) -> Ticket:
    """Enters a connection for whoever the ticket `given` is of, which is thereby used up; answers whose it is.

    Raises Unauthorized (no ticket, or none any more), TenantForbidden (no member any more), LimitReached, Busy.
    """

    def change() -> Ticket:
        ticket = tickets.look(table, given, at=at)
        if not rows.read(table, rows.member(ticket.tenant, ticket.user))[0]:
            raise TenantForbidden
        place = _free(table, ticket, at)
        rows.commit(
            tickets.using_up(table, ticket),
            rows.check(table, rows.member(ticket.tenant, ticket.user), rows.THERE),
            *_entering(table, ticket, place, connection_id, at),
        )
        return ticket

    return rows.settle(change)


def _free(table: str, ticket: Ticket, at: datetime) -> tuple[int, str | None]:
    """A place to take: its number, and the connection of long ago that still has it. Raises LimitReached."""
    found = rows.query(table, {"pk": {"S": keys.listeners(ticket.tenant)}}, f"{ticket.user}#")
    taken = {int(row["sk"]["S"].rpartition("#")[2]): row for row in found}
    for number in range(keys.PLACES):
        row = taken.get(number)
        if row is None:
            return number, None
        if int(row["ttl"]["N"]) <= at.timestamp():
            return number, row["connectionId"]["S"]
    raise LimitReached(f"At most {keys.PLACES} connections a user and tenant.")


def _entering(table: str, ticket: Ticket, place: tuple[int, str | None], connection_id: str, at: datetime) -> list[Row]:
    number, left = place
    life: Any = {"connectedAt": {"S": times.text(at)}, "ttl": {"N": str(int((at + LIFE).timestamp()))}}
    listening = keys.place(ticket.tenant, ticket.user, number) | {"connectionId": {"S": connection_id}} | life
    whose = {"tenantId": {"S": ticket.tenant}, "userId": {"S": ticket.user}, "place": {"N": str(number)}}
    return [
        rows.put(table, listening, "connectionId = :left", left=left) if left else rows.put(table, listening),
        rows.put(table, keys.connection(connection_id) | whose | life),
    ]


def close(table: str, connection_id: str) -> None:
    """Gives back the place of a connection that has ended; nothing when that was done. Raises Busy."""
    (row,) = rows.read(table, keys.connection(connection_id))
    if not row:
        return
    tenant, user, number = row["tenantId"]["S"], row["userId"]["S"], int(row["place"]["N"])
    with suppress(Stale):  # whoever found it gone was quicker
        rows.commit(
            rows.delete(table, keys.place(tenant, user, number), "connectionId = :id", id=connection_id),
            rows.delete(table, keys.connection(connection_id), rows.THERE),
        )
