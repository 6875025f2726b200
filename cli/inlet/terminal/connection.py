"""Which API a command is for, on whose behalf, and in which tenant: options, environment, the last sign-in."""

import functools
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click
from platformdirs import user_state_path

from inlet.api.tokens import fits_header
from inlet.client import Client
from inlet.errors import Unreachable
from inlet.network import transport
from inlet.network.retry import Backoff
from inlet.network.transport import Http
from inlet.signin.discovery import require_private
from inlet.signin.session import Session
from inlet.signin.store import Store
from inlet.version import VERSION

USER_AGENT = f"inlet-cli/{VERSION}"
TOKEN = "INLET_TOKEN"  # noqa: S105 - the variable's name

# For what somebody waits for before a terminal; an upload is more patient.
IMPATIENT = Backoff(retries=2, first_seconds=0.5)

Command = Callable[..., Any]


def store() -> Store:
    """The sign-ins of the user of this machine."""
    return Store(user_state_path("inlet"))


@dataclass(frozen=True)
class Connection:
    """An API that a command is for. `named` is whether it was named, or is just the one signed in to last."""

    api: str
    tenant: str | None
    named: bool

    def http(self) -> Http:
        """Connections for the sign-in."""
        return transport.connect(connections=2, user_agent=USER_AGENT)

    def client(self, parallel: int = 1, backoff: Backoff = IMPATIENT) -> Client:
        """The client, with INLET_TOKEN or the tokens of the sign-in."""
        token = os.environ.get(TOKEN)
        if token and not self.named:
            raise click.UsageError(f"{TOKEN} belongs to an API: say which, by --api URL or INLET_API")
        source = token or Session(self.api, store(), self.http())
        return Client(self.api, source, tenant=self.tenant, parallel=parallel, backoff=backoff, user_agent=USER_AGENT)


def connected(command: Command) -> Command:
    """Gives a command the options --api and --tenant, and as its first argument the Connection they mean."""

    @click.option("--api", metavar="URL", envvar="INLET_API", help="The API; else $INLET_API, else the last sign-in's.")
    @click.option("--tenant", metavar="ID", envvar="INLET_TENANT", help="One of several tenants; else $INLET_TENANT.")
    @functools.wraps(command)
    def wrapped(*arguments: Any, api: str | None, tenant: str | None, **options: Any) -> Any:
        return command(connection(api, tenant), *arguments, **options)

    return wrapped


def connection(api: str | None, tenant: str | None = None) -> Connection:
    """The Connection that options and last sign-in mean. Raises UsageError when there is none, or not a safe one."""
    url = (api or store().chosen() or "").strip().rstrip("/")
    if not url:
        raise click.UsageError("Which API? Sign in (inlet login --api URL), or give --api URL or INLET_API.")
    try:
        require_private(url)
    except Unreachable as unsafe:
        raise click.UsageError(f"--api: {unsafe}") from unsafe
    chosen = (tenant or "").strip()
    if not fits_header(chosen):
        raise click.UsageError("--tenant: that is no tenant's id")
    return Connection(url, chosen or None, named=bool(api))


def as_json(command: Command) -> Command:
    """Gives a command the option --json."""
    return click.option("--json", "as_json", is_flag=True, help="The result as JSON, for programs.")(command)
