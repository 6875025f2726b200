"""Two tenants with their people, projects and files, for tests of who may see and do what."""

from dataclasses import dataclass

from ingestion.tenants import identity
from tests.unit.ingestion.conftest import Api

FILE = {"filename": "a.png", "contentType": "image/png", "size": 8}
VIDEO = {"filename": "a.mp4", "contentType": "video/mp4", "size": 20_000_000}


def claims(name: str) -> dict[str, str]:
    """The token's claims of somebody."""
    return {"iss": "https://issuer.example", "sub": name}


def user_id(name: str) -> str:
    """The id by which others know somebody."""
    return identity.user(claims(name)).id


@dataclass(frozen=True)
class People:
    """The API, as several people use it."""

    api: Api

    def ask(self, name, route, tenant=None, **more):
        """Any answer that `name` gets, in `tenant` if that is named."""
        headers = ({"x-tenant-id": tenant} if tenant else {}) | more.pop("headers", {})
        return self.api(route, claims=claims(name), headers=headers, **more)

    def get(self, name, route, tenant=None, **more):
        """The body of an answer that must be a success."""
        answer = self.ask(name, route, tenant, **more)
        assert answer.status < 300, answer.text
        return answer.json

    def tenant(self, owner, *members):
        """A new tenant of `owner`, with other members; its id."""
        made = self.get(owner, "POST /tenants", body={"name": f"{owner}'s"})["id"]
        for member in members:
            self.put_member(owner, made, member)
        return made

    def put_member(self, owner, tenant, member, role="member"):
        route, body = "PUT /tenants/{id}/members/{user}", {"role": role}
        return self.get(owner, route, upload=tenant, user=user_id(member), body=body)

    def remove_member(self, by, tenant, member):
        """The answer to taking somebody out of a tenant."""
        return self.ask(by, "DELETE /tenants/{id}/members/{user}", upload=tenant, user=user_id(member))

    def project(self, owner, tenant, project, *members):
        """A new project, with members."""
        self.get(owner, "POST /projects", tenant, body={"id": project, "name": project})
        for member in members:
            self.put_into(owner, tenant, project, member)

    def put_into(self, owner, tenant, project, member):
        route = "PUT /projects/{id}/members/{user}"
        return self.get(owner, route, tenant, upload=project, user=user_id(member))

    def write_key(self, owner, tenant, name="web"):
        """A new write key: all that its maker is told."""
        return self.get(owner, "POST /write-keys", tenant, body={"name": name})

    def file(self, name, tenant, project, file=FILE):
        """A new upload; its id."""
        body = {"projectId": project, "files": [file]}
        return self.get(name, "POST /uploads", tenant, body=body)["uploads"][0]["fileId"]

    def listed(self, name, route, tenant=None, **more):
        """The items of a list, which is whole."""
        answer = self.get(name, route, tenant, **more)
        assert answer["nextCursor"] is None
        return answer["items"]
