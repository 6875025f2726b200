"""The embedded cloud that the end-to-end tests run on: one of their own, beside whatever the user has running.

The data path (API, signed URLs) is used with tokens only. Root's clients serve to look behind the scenes, and to play
what no client can: a lost notification, a clock put back.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from localstack_client.session import Session

from local.ports import HOST
from tests.contract.document import assert_documented
from tools.embedded import Embedded

# Generous, since tests share two cores with the emulator; nothing waits longer than it must.
PATIENCE_SECONDS = 40

CALL_LOG = "calls.jsonl"

Found = TypeVar("Found")


@cache
def _client(port: int, service: str, account: str) -> Any:
    """Made once: tests look again and again, and each client would read its service's model and connect anew."""
    session = Session(account, "test", region_name="eu-central-1", localstack_host=f"{HOST}:{port}")
    return session.client(service)


@dataclass(frozen=True)
class Cloud(Embedded):
    """An embedded cloud, as tests look into it."""

    @property
    def call_log(self) -> Path:
        """What it was asked, a JSON line each."""
        return self.folder / CALL_LOG

    def root(self, service: str, account: str = "test") -> Any:
        """Root's client of `service`: bypasses all policies, so never part of what is being proved."""
        return _client(self.port, service, account)

    # --- looking behind the scenes ---------------------------------------------------------------------------------

    def rows(self, table: str, key: str) -> list[dict[str, Any]]:
        """All rows under the partition key, attributes as plain values."""
        answer = self.root("dynamodb").query(
            TableName=self.outputs[f"{table}_table"],
            KeyConditionExpression="pk = :key",
            ExpressionAttributeValues={":key": {"S": key}},
            ConsistentRead=True,
        )
        return [{name: next(iter(value.values())) for name, value in row.items()} for row in answer["Items"]]

    def facts(self, key: str, kind: str = "created") -> list[dict[str, Any]]:
        """The audit rows of an object that tell what S3 said happened to it, in S3's order."""
        return [row for row in self.rows("audit", key) if row["kind"] == kind]

    def decisions(self, key: str) -> list[dict[str, Any]]:
        """The audit rows of an object that tell what was decided about it."""
        return [row for row in self.rows("audit", key) if row["kind"] == "decision"]

    def catalogue(self, key: str) -> dict[str, Any]:
        """The catalogue's row of the file whose object has this key."""
        (row,) = [row for row in self.rows("catalog", f"F#{key}") if row["sk"] == "FILE"]
        return row

    def versions(self, key: str) -> list[str]:
        """The version ids that the bucket holds of an object."""
        answer = self.root("s3").list_object_versions(Bucket=self.outputs["uploads_bucket"], Prefix=key)
        return [version["VersionId"] for version in answer.get("Versions", []) if version["Key"] == key]

    def mails(self, containing: str = "") -> list[str]:
        """All mails sent so far that contain the text, each as one text."""
        answer = requests.get(f"{self.endpoint}/_ministack/ses/messages", timeout=10).json()
        texts = [json.dumps(sent, ensure_ascii=False) for sent in answer["messages"].get("000000000000", [])]
        return [text for text in texts if containing in text]

    def iam(self) -> list[dict[str, str]]:
        """All that IAM has decided about roles: principal, action, resource, decision, sid of the statement."""
        return [json.loads(line) for line in (self.folder / "iam.jsonl").read_text().splitlines()]

    def send(self, body: str, queue: str = "arrivals") -> None:
        """Puts a message into a queue: into that of arrivals as S3 does."""
        self.root("sqs").send_message(QueueUrl=self.outputs["queues"][queue]["url"], MessageBody=body)

    def dead_letters(self, take: bool = True, queue: str = "arrivals") -> list[dict[str, Any]]:
        """Receives what is in a queue's dead-letter queue and, unless told otherwise, removes it."""
        sqs, url = self.root("sqs"), self.outputs["queues"][queue]["dlq_url"]
        found: list[dict[str, Any]] = []
        while batch := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]).get(
            "Messages"
        ):
            found += batch
            for message in batch if take else ():
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return found

    def invoke(self, function: str, event: dict[str, Any]) -> dict[str, Any]:
        """Invokes a function by its short name and returns its answer."""
        answer = self.root("lambda").invoke(
            FunctionName=self.outputs["functions"][function], Payload=json.dumps(event).encode()
        )
        result = json.loads(answer["Payload"].read() or b"null")
        assert "FunctionError" not in answer, result
        return dict(result or {})


@dataclass(frozen=True)
class Api:
    """The API as somebody with a token (or a header that pretends to be one) or a write key uses it."""

    url: str
    token: str | None = None
    tenant: str | None = None
    key: str | None = None

    def __call__(self, method: str, path: str, **more: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token is not None else {}
        headers |= {"X-Tenant-ID": self.tenant} if self.tenant else {}
        headers |= {"X-Write-Key": self.key} if self.key is not None else {}
        headers |= more.pop("headers", {})
        answer = requests.request(method, self.url + path, headers=headers, timeout=30, **more)
        described = (answer.headers.get("content-type", ""), answer.text)
        assert_documented(method, path.partition("?")[0], answer.status_code, *described)
        return answer

    def write_key(self, name: str = "test") -> dict[str, Any]:
        """POST /write-keys: id, name and key."""
        answer = self("POST", "/write-keys", json={"name": name})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def keyed(self) -> "Api":
        """The API as a program uses it that has but a new write key of this one's tenant."""
        return Api(self.url, key=self.write_key()["key"])

    def sign(self, **file: Any) -> dict[str, Any]:
        """POST /uploads for one file; by default a text of five bytes."""
        wish = {"filename": "a.txt", "contentType": "text/plain", "size": 5} | file
        answer = self("POST", "/uploads", json={"files": [wish]})
        assert answer.status_code == 201, answer.text
        return dict(answer.json()["uploads"][0])

    def upload(self, file_id: str) -> dict[str, Any]:
        """GET /uploads/{id}."""
        answer = self("GET", f"/uploads/{file_id}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def settled(self, file_id: str) -> dict[str, Any]:
        """The upload, once it is no longer pending."""
        return eventually(lambda: (found := self.upload(file_id))["status"] != "pending" and found)


def put(signed: dict[str, Any], body: bytes, **headers: str | None) -> requests.Response:
    """Sends `body` to a signed URL with its headers, of which `headers` adds, replaces or (None) removes some."""
    wanted = signed["headers"] | {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.put(
        signed["url"],
        data=body,
        headers={name: value for name, value in wanted.items() if value is not None},
        timeout=30,
    )


def key_of(url: str) -> str:
    """The object key that a signed URL is for (path style: bucket first)."""
    return urlsplit(url).path.split("/", 2)[2]


def eventually(look: Callable[[], Found | bool | None], patience_seconds: float = PATIENCE_SECONDS) -> Found:
    """What `look` finds, as soon as it finds something. Fails when patience ends."""
    deadline = time.monotonic() + patience_seconds
    while True:
        found = look()
        if found:
            return found  # type: ignore[return-value]
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def started(folder: Path, variables: dict[str, str], port: int | None = None) -> Cloud:
    """A running embedded cloud that keeps logs of what IAM decided and of what it was asked; else empty, when new."""
    logs = {"IAM_LOG": str(folder / "iam.jsonl"), "CALL_LOG": str(folder / CALL_LOG)}
    return Cloud.started(folder, logs | variables, port)
