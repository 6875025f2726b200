"""Tenants, projects and who is in them."""

from inlet.api import views
from inlet.api.calls import Api
from inlet.api.paths import path
from inlet.values import Member, Project, Role, Tenant, Tenants


class Tenancy:
    """The calls about tenants and projects. All raise ApiError when the API says no."""

    _api: Api

    def tenants(self) -> Tenants:
        """The tenants that the user is in, and the user's own id, by which others can let the user in."""
        told = self._api("GET", "/tenants").body
        return Tenants(told["userId"], tuple(views.tenant(one) for one in told["items"]))

    def create_tenant(self, name: str) -> Tenant:
        """A new tenant with the user as its owner. Not repeated when its answer is lost: look at `tenants` then."""
        return views.tenant(self._api("POST", "/tenants", {"name": name}, repeatable=False).body)

    def members(self, tenant_id: str) -> list[Member]:
        """Who is in the tenant."""
        return [views.member(one) for one in self._api("GET", path("tenants", tenant_id, "members")).body["items"]]

    def set_member(self, tenant_id: str, user_id: str, role: Role) -> Member:
        """Lets a user into the tenant, or gives a member another role."""
        return views.member(self._api("PUT", path("tenants", tenant_id, "members", user_id), {"role": role}).body)

    def remove_member(self, tenant_id: str, user_id: str) -> None:
        """Takes a member out of the tenant and all of its projects."""
        self._api("DELETE", path("tenants", tenant_id, "members", user_id))

    def projects(self) -> list[Project]:
        """The projects of the tenant that the user sees."""
        return [views.project(one) for one in self._api("GET", "/projects").body["items"]]

    def create_project(self, project_id: str, name: str) -> Project:
        """A new project of the tenant. Not repeated when its answer is lost: look at `projects` then."""
        return views.project(self._api("POST", "/projects", {"id": project_id, "name": name}, repeatable=False).body)

    def project_members(self, project_id: str) -> list[Member]:
        """Who is in the project."""
        return [views.member(one) for one in self._api("GET", path("projects", project_id, "members")).body["items"]]

    def add_project_member(self, project_id: str, user_id: str) -> Member:
        """Lets a member of the tenant into the project."""
        return views.member(self._api("PUT", path("projects", project_id, "members", user_id)).body)

    def remove_project_member(self, project_id: str, user_id: str) -> None:
        """Takes a member out of the project."""
        self._api("DELETE", path("projects", project_id, "members", user_id))
