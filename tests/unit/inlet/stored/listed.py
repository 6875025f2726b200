"""GET /files in memory: files newest first in small pages; and what comes of asking for them once more."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from urllib3 import HTTPResponse

from tests.unit.inlet.stored.shelf import told, view
from tests.unit.inlet.world import Request

PAGE = 3


def name(number: int) -> str:
    """The id of a file by its number."""
    return f"00000000-0000-4000-8000-{number:012}"


def item(number: int, **changes: Any) -> dict[str, Any]:
    """An item of GET /files: of a later number, of a later time."""
    about = {"fileId": name(number), "filename": f"{number}.png", "createdAt": f"2026-01-02T03:04:05.{number:03}Z"}
    made = view(b"12345", **about) | changes
    del made["extracted"]
    return made


@dataclass
class Listed:
    """Answers as `shelf.before`. `asked` is the query of each page, `again` which files were to be processed anew."""

    files: list[dict[str, Any]] = field(default_factory=list)
    asked: list[dict[str, list[str]]] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    refusing: Callable[[str], HTTPResponse | None] = lambda file_id: None

    def __call__(self, request: Request) -> HTTPResponse | None:
        parts = urlsplit(request.path)
        if request.method == "POST":
            file_id = parts.path.split("/")[2]
            refused = self.refusing(file_id)
            if not refused:
                self.again.append(file_id)
            return refused or told(202, {"fileId": file_id, "attempt": 2})
        assert parts.path == "/files"
        query = parse_qs(parts.query, strict_parsing=True)
        self.asked.append(query)
        return told(200, self._page(query))

    def _page(self, query: dict[str, list[str]]) -> dict[str, Any]:
        (status,) = query.get("status", [None])
        before = query.get("to", ["3"])[0]
        found = [one for one in self.files if status in (None, one["status"]) and one["createdAt"] < before]
        newest = sorted(found, key=lambda one: one["createdAt"], reverse=True)
        start = int(query.get("cursor", ["0"])[0])
        end = start + min(PAGE, int(query["limit"][0]))
        return {"items": newest[start:end], "nextCursor": str(end) if end < len(newest) else None}
