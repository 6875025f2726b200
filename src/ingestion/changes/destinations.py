"""Projects that files are moved into."""

from common.errors import Fault, InvalidRequest
from ingestion.changes.acting import Actor
from ingestion.tenants import projects


def require(actor: Actor, project: str) -> None:
    """Raises InvalidRequest when the project is not the member's, which says the same when there is none."""
    if not projects.is_seen(actor.conf.catalog_table, actor.who, project):
        raise InvalidRequest("You are in no such project.", (Fault("/projectId", "unknown_project"),))
