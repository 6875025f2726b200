"""Inlet's API and S3 in memory, behind what the client uses of urllib3: small, but as strict as the real ones."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import RLock
from typing import Any
from urllib.parse import urlsplit

from urllib3 import HTTPHeaderDict
from urllib3.exceptions import ProtocolError

API = "https://api.example"
S3 = "https://bucket.example"
NO_OBJECT = ("aborted", "expired", "rejected", "deleted")
EXPIRED = b"<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"


@dataclass
class Response:
    """As much of urllib3's response as is looked at."""

    status: int
    data: bytes = b""
    headers: HTTPHeaderDict = field(default_factory=HTTPHeaderDict)


@dataclass(frozen=True)
class Request:
    """One request as it was made; `body` is what came through of it."""

    method: str
    path: str
    body: bytes
    headers: dict[str, str]

    @property
    def said(self) -> Any:
        return json.loads(self.body)

    @property
    def route(self) -> str:
        return f"{self.method} {self.path}"


def lost() -> ProtocolError:
    """A connection that breaks."""
    return ProtocolError("Connection aborted.", ConnectionResetError(104, "Connection reset by peer"))


def problem(status: int, code: str, *faults: tuple[str, str]) -> Response:
    """An error as the API tells it."""
    errors = [{"pointer": pointer, "rule": rule} for pointer, rule in faults]
    body = {
        "status": status,
        "code": code,
        "title": code,
        "detail": f"It is {code}.",
        "requestId": "r",
        "errors": errors,
    }
    return Response(status, json.dumps(body).encode(), HTTPHeaderDict({"content-type": "application/problem+json"}))


class World:
    """Both servers. `before` and `after` may answer, or raise, instead of them: before or after the effect."""

    def __init__(self, part_size: int = 1000) -> None:
        self.part_size = part_size
        self.uploads: dict[str, dict[str, Any]] = {}
        self.requests: list[Request] = []
        self.before: Callable[[Request], Response | None] = lambda request: None
        self.after: Callable[[Request], Response | None] = lambda request: None
        self.token = "token"
        self.signatures = 0
        self.expired: set[int] = set()
        self.url_seconds = 900
        self.headers: dict[str, str] = {}
        self._lock = RLock()

    def asked(self, pattern: str) -> list[Request]:
        """The requests whose method and path match."""
        return [request for request in self.requests if re.fullmatch(pattern, request.route)]

    def clear(self) -> None:
        """As PoolManager has it."""

    def request(
        self, method: str, url: str, *, body: Any = None, headers: dict[str, str], redirect: bool = True
    ) -> Response:
        """As PoolManager has it."""
        assert not redirect
        parts = urlsplit(url)
        sent = _joined(body)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        request = Request(method, path, sent, headers)
        with self._lock:
            self.requests.append(request)
            early = self.before(request)
            if early:
                return early
            server = self._api if url.startswith(API) else self._s3
            answer = server(request)
            return self.after(request) or answer

    # --- the API -----------------------------------------------------------------------------------------------------

    def _api(self, request: Request) -> Response:
        if request.headers["Authorization"] != f"Bearer {self.token}":
            return _json(401, {"message": "Unauthorized"})
        if request.route == "POST /uploads":
            return self._promise(request.said)
        found = re.fullmatch(r"/uploads/([^/]+)(/parts|/complete)?", request.path)
        assert found, request.path
        upload = self.uploads.get(found[1])
        if upload is None:
            return problem(404, "not_found")
        action = {
            "GET": self._show,
            "DELETE": self._abort,
            "POST/parts": self._parts,
            "POST/complete": self._complete,
        }[request.method + (found[2] or "")]
        return action(upload, request)

    def _promise(self, said: dict[str, Any]) -> Response:
        faults = [
            (f"/files/{at}/contentType", "not_allowed")
            for at, wish in enumerate(said["files"])
            if wish["contentType"] == "text/evil"
        ]
        if faults:
            return problem(400, "invalid_request", *faults)
        if any(self.uploads.get(wish["fileId"], {}).get("wish", wish) != wish for wish in said["files"]):
            return problem(409, "upload_conflict")
        for wish in said["files"]:
            new = {"wish": wish, "status": "pending", "parts": {}, "reason": None, "project": said["projectId"]}
            self.uploads.setdefault(wish["fileId"], new)
        return _json(201, {"uploads": [self._signed(self.uploads[wish["fileId"]]) for wish in said["files"]]})

    def _signed(self, upload: dict[str, Any]) -> dict[str, Any]:
        wish = upload["wish"]
        told = {"fileId": wish["fileId"], "filename": wish["filename"], "status": upload["status"]}
        if upload["status"] != "pending":
            return told
        told |= {"method": wish["method"], "expiresAt": self._expiry()}
        if wish["method"] == "MULTIPART":
            count = -(-wish["size"] // self.part_size)
            parts = self._part_urls(upload, list(range(1, count + 1))[:100])
            return told | {"partSize": self.part_size, "partCount": count, "parts": parts}
        if wish["method"] == "POST":
            return told | {"url": S3, "fields": {"key": wish["fileId"], "signature": str(self._signature())}}
        return told | {"url": self._url(upload), "headers": {"Content-Type": wish["contentType"], "If-None-Match": "*"}}

    def _parts(self, upload: dict[str, Any], request: Request) -> Response:
        if upload["status"] != "pending":
            return problem(409, "upload_settled")
        numbers = request.said["partNumbers"]
        assert len(numbers) <= 100
        assert len(set(numbers)) == len(numbers)
        uploaded = [
            {"partNumber": number, "etag": f'"{_etag(body)}"', "size": len(body)}
            for number, body in sorted(upload["parts"].items())
        ]
        return _json(
            200,
            {
                "partSize": self.part_size,
                "partCount": -(-upload["wish"]["size"] // self.part_size),
                "parts": self._part_urls(upload, numbers),
                "uploaded": uploaded,
                "expiresAt": self._expiry(),
            },
        )

    def _complete(self, upload: dict[str, Any], request: Request) -> Response:
        if upload["status"] in NO_OBJECT:
            return problem(409, "upload_settled")
        if "object" in upload or upload["status"] != "pending":
            return self._show(upload, request)
        given = {part["partNumber"]: part["etag"] for part in request.said["parts"]}
        size, there = upload["wish"]["size"], upload["parts"]
        missing = [number for number in range(1, -(-size // self.part_size) + 1) if number not in there]
        if missing:
            return problem(409, "upload_incomplete", *((f"/parts/{number}", "missing") for number in missing))
        wrong = [number for number in there if given.get(number) != _etag(there[number])]
        if wrong:
            return problem(409, "part_mismatch", *((f"/parts/{number}", "etag") for number in wrong))
        self._arrive(upload, b"".join(body for _, body in sorted(there.items())), request.said.get("sha256"))
        return self._show(upload, request)

    def _show(self, upload: dict[str, Any], request: Request) -> Response:
        wish = upload["wish"]
        view = {
            "fileId": wish["fileId"],
            "filename": wish["filename"],
            "projectId": upload["project"],
            "contentType": wish["contentType"],
            "size": wish["size"],
            "status": upload["status"],
            "progress": 0,
            "reasonCode": None,
            "reason": upload["reason"],
            "requestedAt": "2026-01-02T03:04:05.678Z",
            "uploadedAt": None,
            "processedAt": None,
            "steps": [],
            "aFieldOfLater": True,
        }
        return _json(200, view)

    def _abort(self, upload: dict[str, Any], request: Request) -> Response:
        if upload["status"] not in ("pending", "aborted"):
            return problem(409, "upload_settled")
        upload |= {"status": "aborted", "reason": request.said["reason"], "parts": {}}
        return Response(204)

    # --- S3 ----------------------------------------------------------------------------------------------------------

    def _s3(self, request: Request) -> Response:
        if request.method == "POST":
            return self._form(request)
        assert int(request.headers["Content-Length"]) == len(request.body)
        _, file_id, number, signature = request.path.split("/")
        upload = self.uploads[file_id]
        if int(signature) in self.expired:
            return Response(403, EXPIRED)
        if number == "whole":
            if "object" in upload:
                return Response(412, b"<Error><Code>PreconditionFailed</Code></Error>")
            self._arrive(upload, request.body, None)
        elif upload["status"] != "pending":
            return Response(404, b"<Error><Code>NoSuchUpload</Code></Error>")
        else:
            upload["parts"][int(number)] = request.body
        return Response(200, b"", HTTPHeaderDict({"ETag": f'"{_etag(request.body)}"'}))

    def _form(self, request: Request) -> Response:
        assert int(request.headers["Content-Length"]) == len(request.body)
        fields = form_fields(request)
        assert list(fields)[-1] == "file"
        self._arrive(self.uploads[fields["key"].decode()], fields["file"], None)
        return Response(204, b"", HTTPHeaderDict({"ETag": f'"{_etag(fields["file"])}"'}))

    def _arrive(self, upload: dict[str, Any], content: bytes, sha256: str | None) -> None:
        promised = upload["wish"].get("sha256") or sha256
        kept = len(content) == upload["wish"]["size"] and promised in (None, hashlib.sha256(content).hexdigest())
        upload |= {"object": content, "promised": promised, "status": "uploaded" if kept else "rejected"}

    def _part_urls(self, upload: dict[str, Any], numbers: Iterable[int]) -> list[dict[str, Any]]:
        return [{"partNumber": number, "url": self._url(upload, number), "headers": {}} for number in numbers]

    def _url(self, upload: dict[str, Any], part: int | str = "whole") -> str:
        return f"{S3}/{upload['wish']['fileId']}/{part}/{self._signature()}"

    def _signature(self) -> int:
        self.signatures += 1
        return self.signatures

    def _expiry(self) -> str:
        # The Date of answers is the beginning of that year: a client that trusts its own clock sees only the past.
        return f"2001-01-01T{self.url_seconds // 3600:02}:{self.url_seconds // 60 % 60:02}:{self.url_seconds % 60:02}Z"


def form_fields(request: Request) -> dict[str, bytes]:
    """The fields of a form."""
    boundary = request.headers["Content-Type"].partition("boundary=")[2].encode()
    _, *parts, end = request.body.split(b"--" + boundary)
    assert end == b"--\r\n"
    found = {}
    for part in parts:
        head, _, value = part.partition(b"\r\n\r\n")
        name = re.search(rb'; name="([^"]+)"', head)
        assert name
        found[name[1].decode()] = value.removesuffix(b"\r\n")
    return found


def _json(status: int, body: Any) -> Response:
    headers = {"content-type": "application/json", "date": "Mon, 01 Jan 2001 00:00:00 GMT"}
    return Response(status, json.dumps(body).encode(), HTTPHeaderDict(headers))


def _etag(body: bytes) -> str:
    return hashlib.md5(body).hexdigest()


def _joined(body: Any) -> bytes:
    if body is None or isinstance(body, bytes):
        return body or b""
    return b"".join(bytes(block) for block in body)
