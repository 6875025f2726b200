"""The catalogue as plain values: what each act makes of files, and answers; who sees which, in which order. Pure."""

from typing import Any

from tests.e2e.catalogue.docs import ARRIVED, READABLE, Doc, Query
from tests.e2e.catalogue.members import NOT_FOUND, OWNER, Refused, Tenant, refuse

Told = tuple[int, Any]


class Model:
    """The catalogue. Acts return the status that the API answers, or raise Refused; `answer` tells either."""

    def __init__(self, owners: dict[str, str]) -> None:
        self.tenants = {tenant: Tenant({user: OWNER}) for tenant, user in owners.items()}
        self.files: dict[str, Doc] = {}

    def answer(self, act: str, *given: Any) -> Told:
        """Status and code of an act, or for a batch what came of each file."""
        try:
            done = getattr(self, act)(*given)
        except Refused as refused:
            return refused.told
        return done if isinstance(done, tuple) else (done, None)

    # --- looking ---------------------------------------------------------------------------------------------------

    def sees(self, user: str, doc: Doc) -> bool:
        tenant = self.tenants[doc.tenant]
        return tenant.owns(user) or (doc.owner == user and tenant.sees_project(user, doc.project))

    def listed(self, user: str, tenant: str, query: Query) -> list[Doc]:
        """All that the pages of a list show, in their order. Raises Refused."""
        self.tenants[tenant].require_member(user)
        found = [doc for doc in self.files.values() if doc.tenant == tenant and self.sees(user, doc)]
        return sorted(filter(query.fits, found), key=lambda doc: doc.position, reverse=True)

    def seen(self, user: str, tenant: str, file_id: str) -> Doc:
        """The file, as GET /files/{id} finds it. Raises Refused."""
        self.tenants[tenant].require_member(user)
        doc = self.files.get(file_id)
        if doc is None or doc.tenant != tenant or not self.sees(user, doc):
            raise NOT_FOUND
        return doc

    def looked(self, user: str, tenant: str) -> int:
        """GET /files."""
        self.tenants[tenant].require_member(user)
        return 200

    def shown(self, user: str, tenant: str, file_id: str) -> int:
        """GET /files/{id}."""
        self.seen(user, tenant, file_id)
        return 200

    def content(self, user: str, tenant: str, file_id: str) -> int:
        """GET /files/{id}/content."""
        doc = self.seen(user, tenant, file_id)
        if doc.status == "deleted":
            refuse(410, "file_deleted")
        if doc.status not in READABLE:
            refuse(409, "not_readable")
        return 200

    def member(self, act: str, tenant: str, actor: str, *given: str) -> int:
        """What the tenant's members and projects are changed by, by its name there."""
        return int(getattr(self.tenants[tenant], act)(actor, *given))

    # --- acts of users ---------------------------------------------------------------------------------------------

    def promise(self, user: str, tenant: str, project: str, docs: list[Doc]) -> int:
        """POST /uploads."""
        self.tenants[tenant].require_member(user)
        if not self.tenants[tenant].sees_project(user, project):
            refuse(400, "invalid_request")
        self.files |= {doc.id: doc for doc in docs}
        return 201

    def patch(self, user: str, tenant: str, file_id: str, body: dict[str, Any], if_match: str | None) -> int:
        self.tenants[tenant].require_member(user)
        if if_match is None:
            refuse(428, "precondition_required")
        if "projectId" in body:
            self._require_destination(user, tenant, body["projectId"])
        return self._set(self._changeable(user, tenant, file_id), body, if_match)

    def delete(self, user: str, tenant: str, file_id: str, if_match: str | None = None) -> int:
        doc = self.seen(user, tenant, file_id)
        if doc.status != "deleted":
            self._require_arrived(doc)
            if doc.status == "processing":
                refuse(409, "still_processing")
            self._require(doc, if_match)
            doc.deleted_by, doc.deleted_from, doc.status = user, doc.status, "deleted"
            self._changed(doc)
        return 204

    def restore(self, user: str, tenant: str, file_id: str) -> int:
        doc = self.seen(user, tenant, file_id)
        if doc.status != "deleted":
            self._require_arrived(doc)
            return 200
        if doc.too_late:
            refuse(410, "file_deleted")
        if doc.deleted_by != user and not self.tenants[tenant].owns(user):
            refuse(403, "owner_required")
        assert doc.deleted_from
        doc.status, doc.deleted_by, doc.deleted_from = doc.deleted_from, None, None
        self._changed(doc)
        return 200

    def batch(self, user: str, tenant: str, operation: str, ids: list[str], more: dict[str, Any]) -> Told:
        """POST /files/batch: each file by itself."""
        self.tenants[tenant].require_member(user)
        if operation == "move":
            self._require_destination(user, tenant, more["projectId"])
        acts = {"delete": "delete", "restore": "restore"}
        return 200, [
            self.answer(acts[operation], user, tenant, one)
            if operation in acts
            else self.answer("_batched", user, tenant, operation, one, more)
            for one in ids
        ]

    def _batched(self, user: str, tenant: str, operation: str, file_id: str, more: dict[str, Any]) -> int:
        doc = self._changeable(user, tenant, file_id)
        tags = more.get("tags", [])
        bodies = {
            "tag": {"tags": [*doc.tags, *(tag for tag in tags if tag not in doc.tags)]},
            "untag": {"tags": [tag for tag in doc.tags if tag not in tags]},
            "move": more,
        }
        return self._set(doc, bodies[operation], "*")

    # --- what happens without a user -------------------------------------------------------------------------------

    def arrive(self, file_id: str) -> int:
        return self._become(file_id, "uploaded")

    def settle(self, file_id: str, status: str) -> int:
        """Processing comes to an end, or begins."""
        return self._become(file_id, status)

    def age(self, file_id: str) -> int:
        """The time to restore a deleted file goes by."""
        self.files[file_id].too_late = True
        self._changed(self.files[file_id])
        return 200

    def purge(self) -> int:
        self.files = {doc.id: doc for doc in self.files.values() if not doc.too_late}
        return 200

    def _become(self, file_id: str, status: str) -> int:
        self.files[file_id].status = status
        self._changed(self.files[file_id])
        return 200

    # --- rules -----------------------------------------------------------------------------------------------------

    def _changeable(self, user: str, tenant: str, file_id: str) -> Doc:
        doc = self.seen(user, tenant, file_id)
        if doc.status == "deleted":
            refuse(410, "file_deleted")
        self._require_arrived(doc)
        return doc

    def _require_arrived(self, doc: Doc) -> None:
        if doc.status not in ARRIVED:
            refuse(409, "nothing_arrived")

    def _require(self, doc: Doc, if_match: str | None) -> None:
        if if_match not in (None, "*", doc.etag):
            refuse(412, "precondition_failed")

    def _require_destination(self, user: str, tenant: str, project: str) -> None:
        if not self.tenants[tenant].sees_project(user, project):
            refuse(400, "invalid_request")

    def _set(self, doc: Doc, body: dict[str, Any], if_match: str | None) -> int:
        wanted = {
            "filename": body.get("filename", doc.filename),
            "tags": tuple(body.get("tags", doc.tags)),
            "metadata": body.get("metadata", doc.metadata),
            "project": body.get("projectId", doc.project),
        }
        if any(getattr(doc, name) != value for name, value in wanted.items()):
            self._require(doc, if_match)
            for name, value in wanted.items():
                setattr(doc, name, value)
            self._changed(doc)
        return 200

    def _changed(self, doc: Doc) -> None:
        if doc.etag:
            doc.past.add(doc.etag)
        doc.etag = None
