"""The catalogue as it really is: the acts of the model, on the applied stack.

What users do goes over HTTP with their tokens. What happens without them (time, processing) root does to rows and
objects, since it would take a month, or is proved elsewhere.
"""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import requests

from common import times
from common.files.file import FileId
from common.files.lifecycle import Status
from common.files.processing import Scan, ScanResult
from tests.e2e.agreement import lasting
from tests.e2e.catalogue.docs import Doc, Query
from tests.e2e.catalogue.model import Told
from tests.e2e.cloud import Api, Cloud, eventually, put
from tests.e2e.processed import CLEAN, settle

BODY = b"hello"
# What a 404 says of the request itself.
_OF_REQUEST = ("instance", "requestId")
_INFECTED = Scan(ScanResult.INFECTED, "clamav", times.now(), "Eicar-Test-Signature")
_IF_MATCH = "If-Match"


class Stack:
    """Users and tenants by the names that the model has for them; tenants of their own, made here."""

    def __init__(self, cloud: Cloud, people: dict[str, Api], owners: dict[str, str]) -> None:
        self._cloud, self._people = cloud, people
        self._ids = {name: api("GET", "/tenants").json()["userId"] for name, api in people.items()}
        self._names = {user_id: name for name, user_id in self._ids.items()}
        self._tenants = {tenant: self._made(people[user], tenant) for tenant, user in owners.items()}
        self._signed: dict[str, tuple[str, dict[str, Any]]] = {}
        self._not_found: dict[str, Any] = {}
        founder = next(iter(owners))
        self.show(owners[founder], founder, str(uuid.uuid4()))  # what never was

    @staticmethod
    def _made(api: Api, name: str) -> str:
        answer = api("POST", "/tenants", json={"name": name})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def answer(self, act: str, *given: Any) -> Told:
        """Status and code of an act, as the model's `answer`."""
        done = getattr(self, act)(*given)
        return done if isinstance(done, tuple) else self._told(done)

    def disagreements(self) -> list[str]:
        """What is not as the catalogue says."""
        return lasting(self._cloud, *self._tenants.values())

    # --- looking ---------------------------------------------------------------------------------------------------

    def page(self, user: str, tenant: str, query: Query, limit: int, cursor: str | None) -> tuple[Told, list[Any], Any]:
        """A page of files as the model's views; where it goes on."""
        owner = self._ids.get(query.owner, query.owner) if query.owner else None
        asked = {"project": query.project, "owner": owner, "tag": list(query.tags), "status": query.status}
        asked |= {"type": query.type, "from": query.since, "to": query.until, "limit": limit, "cursor": cursor}
        answer = self._as(user, tenant)("GET", "/files", params=asked)
        if answer.status_code != 200:
            return self._told(answer), [], None
        page = answer.json()
        return (200, None), [self._view(one) for one in page["items"]], page["nextCursor"]

    def show(self, user: str, tenant: str, file_id: str) -> tuple[Told, Any, str | None]:
        """A file as the model's view, and its ETag."""
        answer = self._as(user, tenant)("GET", f"/files/{file_id}")
        if answer.status_code != 200:
            return self._told(answer), None, None
        return (200, None), self._view(answer.json()), answer.headers["etag"]

    def content(self, user: str, tenant: str, file_id: str) -> requests.Response:
        headers = {"Accept": "application/json"}
        return self._as(user, tenant)("GET", f"/files/{file_id}/content", headers=headers)

    # --- acts of users ---------------------------------------------------------------------------------------------

    def promise(self, user: str, tenant: str, project: str, docs: list[Doc]) -> requests.Response:
        """POST /uploads; tells each of the docs when it was created."""
        files = [
            {"fileId": one.id, "filename": one.filename, "contentType": one.type, "size": 5, "tags": list(one.tags)}
            for one in docs
        ]
        answer = self._as(user, tenant)("POST", "/uploads", json={"projectId": project, "files": files})
        if answer.status_code == 201:
            for doc, signed in zip(docs, answer.json()["uploads"], strict=True):
                self._signed[doc.id] = self._tenants[tenant], signed
                told = self._as(user, tenant)("GET", f"/uploads/{doc.id}").json()
                doc.created_at = told["requestedAt"]
        return answer

    def patch(
        self, user: str, tenant: str, file_id: str, body: dict[str, Any], if_match: str | None
    ) -> requests.Response:
        headers = {_IF_MATCH: if_match} if if_match else {}
        return self._as(user, tenant)("PATCH", f"/files/{file_id}", json=body, headers=headers)

    def delete(self, user: str, tenant: str, file_id: str, if_match: str | None = None) -> requests.Response:
        headers = {_IF_MATCH: if_match} if if_match else {}
        return self._as(user, tenant)("DELETE", f"/files/{file_id}", headers=headers)

    def restore(self, user: str, tenant: str, file_id: str) -> requests.Response:
        return self._as(user, tenant)("POST", f"/files/{file_id}/restore")

    def batch(self, user: str, tenant: str, operation: str, ids: list[str], more: dict[str, Any]) -> Told:
        body = {"operation": operation, "fileIds": ids, **more}
        answer = self._as(user, tenant)("POST", "/files/batch", json=body)
        if answer.status_code != 200:
            return self._told(answer)
        results = answer.json()["results"]
        assert [one["fileId"] for one in results] == ids
        return 200, [(one["status"], one["code"]) for one in results]

    def member(self, act: str, tenant: str, actor: str, *given: str) -> requests.Response:
        """What the model's Tenant has of this name."""
        api, user = self._as(actor, tenant), self._ids.get(given[-1] if act != "put" else given[0], "")
        members = f"/tenants/{self._tenants[tenant]}/members/{user}"
        requests_: dict[str, Callable[[], requests.Response]] = {
            "put": lambda: api("PUT", members, json={"role": given[1]}),
            "remove": lambda: api("DELETE", members),
            "create_project": lambda: api("POST", "/projects", json={"id": given[0], "name": given[0]}),
            "put_inside": lambda: api("PUT", f"/projects/{given[0]}/members/{user}"),
            "take_out": lambda: api("DELETE", f"/projects/{given[0]}/members/{user}"),
        }
        return requests_[act]()

    # --- what happens without a user -------------------------------------------------------------------------------

    def arrive(self, file_id: str) -> Told:
        """The bytes are sent, and admitted by the logger."""
        _, signed = self._signed[file_id]
        assert put(signed, BODY).status_code == 200
        eventually(lambda: self._cloud.catalogue(self._key(file_id))["status"] == "uploaded")
        return 200, None

    def settle(self, file_id: str, status: str) -> Told:
        key, infected = self._key(file_id), status == Status.QUARANTINED
        verdict = "infected" if infected else "clean"
        file = settle(self._cloud, key, Status(status), verdict, scan=_INFECTED if infected else CLEAN)
        if infected and file.arrival:
            s3, buckets = self._cloud.root("s3"), self._cloud.outputs
            s3.put_object(Bucket=buckets["quarantine_bucket"], Key=key, Body=BODY)
            s3.delete_object(Bucket=buckets["uploads_bucket"], Key=key, VersionId=file.arrival.version_id)
        return 200, None

    def age(self, file_id: str) -> Told:
        then = {"S": times.text(times.now() - timedelta(days=31))}
        self._cloud.root("dynamodb").update_item(
            TableName=self._cloud.outputs["catalog_table"],
            Key={"pk": {"S": f"F#{self._key(file_id)}"}, "sk": {"S": "FILE"}},
            UpdateExpression="SET deletedAt = :then, waitingSince = :then",
            ExpressionAttributeValues={":then": then},
        )
        return 200, None

    def purge(self) -> Told:
        self._cloud.invoke("purge", {})
        return 200, None

    # --- how it is asked and told ----------------------------------------------------------------------------------

    def _as(self, user: str, tenant: str) -> Api:
        return replace(self._people[user], tenant=self._tenants[tenant])

    def _key(self, file_id: str) -> str:
        return FileId(self._signed[file_id][0], file_id).key

    def _told(self, answer: requests.Response) -> Told:
        """Status and code; what is not found has to say the same as what never was."""
        if answer.status_code < 400:
            return answer.status_code, None
        problem = answer.json()
        if answer.status_code == 404:
            said = {name: value for name, value in problem.items() if name not in _OF_REQUEST}
            assert said == self._not_found.setdefault("said", said)
        return answer.status_code, problem["code"]

    def _view(self, item: dict[str, Any]) -> dict[str, Any]:
        names = ("fileId", "filename", "projectId", "contentType", "status", "readable", "tags", "metadata")
        people = {name: self._names.get(item[name], item[name]) for name in ("owner", "deletedBy")}
        return {name: item[name] for name in (*names, "createdAt")} | people
