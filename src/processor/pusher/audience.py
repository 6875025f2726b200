"""Who may know of a file's status: owners of its tenant, and members of its project. Pure."""

from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """Where a user listens: a connection, and the number of the place that it has."""

    user: str
    number: int
    connection_id: str


def place(row: Row) -> Place:
    """The place that a row of the catalogue stands for."""
    user, _, number = row["sk"]["S"].rpartition("#")
    return Place(user, int(number), row["connectionId"]["S"])


def may_know(member: Row | None, project: str) -> bool:
    """Whether whoever has this membership (None: has none) is told of files in `project`."""
    if member is None:
        return False
    return bool(member["role"]["S"] == "owner" or project in member.get("projects", {}).get("SS", ()))
