"""Who is in which tenant and project, as plain values: what asking and changing it answers. Pure."""

from dataclasses import dataclass, field
from typing import NoReturn

OWNER, MEMBER = "owner", "member"


class Refused(Exception):
    """What the API answers instead: a status and a code."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(status, code)
        self.told = status, code


NOT_FOUND = Refused(404, "not_found")


def refuse(status: int, code: str) -> NoReturn:
    raise Refused(status, code)


@dataclass
class Tenant:
    """A tenant: the roles of its members, its projects, and who was put into which."""

    roles: dict[str, str]
    projects: set[str] = field(default_factory=lambda: {"default"})
    inside: dict[str, set[str]] = field(default_factory=dict)

    @property
    def owners(self) -> int:
        return list(self.roles.values()).count(OWNER)

    def require_member(self, user: str) -> None:
        if user not in self.roles:
            refuse(403, "tenant_forbidden")

    def require_owner(self, user: str) -> None:
        self.require_member(user)
        if not self.owns(user):
            refuse(403, "owner_required")

    def owns(self, user: str) -> bool:
        return self.roles.get(user) == OWNER

    def sees_project(self, user: str, project: str) -> bool:
        return project in self.projects if self.owns(user) else project in self.inside.get(user, ())

    def put(self, actor: str, user: str, role: str) -> int:
        """PUT /tenants/{id}/members/{user}."""
        self.require_owner(actor)
        if self.owns(user) and role == MEMBER and self.owners == 1:
            refuse(409, "last_owner")
        self.roles[user] = role
        return 200

    def remove(self, actor: str, user: str) -> int:
        """DELETE /tenants/{id}/members/{user}: out of all projects, too."""
        self.require_member(actor)
        if actor != user:
            self.require_owner(actor)
        if user not in self.roles:
            raise NOT_FOUND
        if self.owns(user) and self.owners == 1:
            refuse(409, "last_owner")
        del self.roles[user]
        self.inside.pop(user, None)
        return 204

    def create_project(self, actor: str, project: str) -> int:
        """POST /projects."""
        self.require_owner(actor)
        if project in self.projects:
            refuse(409, "project_exists")
        self.projects.add(project)
        return 201

    def put_inside(self, actor: str, project: str, user: str) -> int:
        """PUT /projects/{id}/members/{user}."""
        self.require_member(actor)
        if not self.sees_project(actor, project):
            raise NOT_FOUND
        self.require_owner(actor)
        if user not in self.roles:
            refuse(409, "not_a_member")
        self.inside.setdefault(user, set()).add(project)
        return 200

    def take_out(self, actor: str, project: str, user: str) -> int:
        """DELETE /projects/{id}/members/{user}."""
        self.require_member(actor)
        if not self.sees_project(actor, project):
            raise NOT_FOUND
        if actor != user:
            self.require_owner(actor)
        if project not in self.inside.get(user, ()):
            raise NOT_FOUND
        self.inside[user].discard(project)
        return 204
