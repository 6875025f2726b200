"""Keys of rows of the catalogue about connections: who listens where. Pure."""

from typing import Any

Key = dict[str, Any]

# So many connections a user can have in a tenant: each takes one of these places.
PLACES = 10


def ticket(ticket_hash: str) -> Key:
    """A ticket, by the SHA-256 of what its holder was given, in hex."""
    return _key(f"Q#{ticket_hash}", "TICKET")


def connection(connection_id: str) -> Key:
    """A connection, by API Gateway's id of it: leads to its place."""
    return _key(f"W#{connection_id}", "CONNECTION")


def listeners(tenant: str) -> str:
    """The partition in which all connections of a tenant have their places."""
    return f"C#{tenant}"


def place(tenant: str, user: str, number: int) -> Key:
    """The place of that number, from 0 to PLACES - 1, of a user's connections in a tenant."""
    return _key(listeners(tenant), f"{user}#{number}")


def member(tenant: str, user: str) -> Key:
    """A membership, as the tenant asks for it."""
    return _key(f"T#{tenant}", f"M#{user}")


def _key(pk: str, sk: str) -> Key:
    return {"pk": {"S": pk}, "sk": {"S": sk}}
