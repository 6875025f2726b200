"""What the environment of the function `sockets` says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """The catalogue's table, and where the WebSocket API is reached (`wss://…/live`)."""

    catalog_table: str
    socket_url: str
