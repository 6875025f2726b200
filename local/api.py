"""A small client of the API: has files signed and sends them to S3, as any client in any language would."""

import json
import mimetypes
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

import urllib3

from local.home import Trouble

BATCH = 100  # files that one request may announce
BLOCK_BYTES = 1 << 20
# Python's own table: what a system adds to it differs from one to the next. It lacks or names otherwise what follows.
TYPES = mimetypes.MimeTypes()
for extension, media_type in {
    ".avif": "image/avif",
    ".heic": "image/heic",
    ".heif": "image/heif",
    ".log": "text/plain",
    ".wav": "audio/wav",
    ".webp": "image/webp",
}.items():
    TYPES.add_type(media_type, extension)


@dataclass(frozen=True)
class Sent:
    """What became of one file: its id and S3 key, or why it was refused."""

    file: Path
    size: int
    content_type: str
    file_id: str = ""
    key: str = ""
    refusal: str = ""

    @property
    def name(self) -> str:
        """The file's name as a terminal can show it."""
        return printable(self.file.name)


class Api:
    """The API at `url`, on behalf of the bearer of `token`."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._token = token
        self._http = urllib3.PoolManager(retries=False, timeout=60, blocksize=BLOCK_BYTES)

    def send_one(self, file: Path) -> Sent:
        """Uploads by GET /upload, the one-line way."""
        name, kind, size = _described(file)
        query = urlencode({"filename": name, "contentType": kind, "size": size})
        status, answer = self._call("GET", f"/upload?{query}")
        return self._put(file, answer) if status == 200 else Sent(file, size, kind, refusal=_why(answer))

    def send_many(self, files: Sequence[Path]) -> list[Sent]:
        """Uploads by POST /uploads. It takes all files or none, so those that it refuses are left out and told."""
        if len(files) > BATCH:
            return [sent for at in range(0, len(files), BATCH) for sent in self.send_many(files[at : at + BATCH])]
        if not files:
            return []
        wishes: list[dict[str, Any]] = [
            dict(zip(("filename", "contentType", "size"), _described(file), strict=True)) | {"method": "PUT"}
            for file in files
        ]
        status, answer = self._call("POST", "/uploads", {"files": wishes})
        if status == 201:
            return [self._put(file, upload) for file, upload in zip(files, answer["uploads"], strict=True)]
        refused = {at: _why(answer, f"/files/{at}/") for at in range(len(files)) if _why(answer, f"/files/{at}/")}
        if not refused:
            raise Trouble(f"POST /uploads answered {status}: {_why(answer)}")
        told = [
            Sent(files[at], wishes[at]["size"], wishes[at]["contentType"], refusal=why) for at, why in refused.items()
        ]
        return told + self.send_many([file for at, file in enumerate(files) if at not in refused])

    def _put(self, file: Path, upload: dict[str, Any]) -> Sent:
        """Streams the file with the headers that the answer lists; its length is signed though not listed."""
        _, kind, size = _described(file)
        headers = upload["headers"] | {"Content-Length": str(size)}
        with file.open("rb") as body:
            answer = self._http.request(upload["method"], upload["url"], body=body, headers=headers)
        if answer.status != 200:
            return Sent(
                file, size, kind, refusal=f"S3 answered {answer.status}: {answer.data.decode(errors='replace')}"
            )
        key = "/".join(unquote(urlsplit(upload["url"]).path).split("/")[-2:])
        return Sent(file, size, kind, upload["fileId"], key)

    def _call(self, method: str, path: str, body: Any = None) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Bearer {self._token}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        sent = None if body is None else json.dumps(body)
        answer = self._http.request(method, self._url + path, body=sent, headers=headers)
        try:
            return answer.status, answer.json()
        except ValueError as not_json:
            raise Trouble(f"{method} {path} answered {answer.status}: {answer.data[:200]!r}") from not_json


def printable(name: str) -> str:
    """A file name as a terminal can show it."""
    return "".join(character if character.isprintable() else "�" for character in _text(name))


def _described(file: Path) -> tuple[str, str, int]:
    name = _text(file.name)
    return name, TYPES.guess_type(name)[0] or "application/octet-stream", file.stat().st_size


def _text(name: str) -> str:
    """A file name as text; what is not UTF-8 in it is replaced."""
    return os.fsencode(name).decode(errors="replace")


def _why(problem: dict[str, Any], below: str = "/") -> str:
    """The rules that were broken at the pointers `below`; the whole's title when none is named at all."""
    errors = [error for error in problem.get("errors", []) if error["pointer"].startswith(below)]
    told = ", ".join(f"{error['pointer'].removeprefix(below)} {error['rule']}" for error in errors)
    return told or (str(problem.get("detail") or problem.get("title") or problem) if below == "/" else "")
