"""What is promised of a file before it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inlet.errors import CannotSend
from inlet.files.media import media_type
from inlet.files.names import text
from inlet.files.source import Source
from inlet.values import Item, Method, Upload

# Up to here one PUT, as the API has it: https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html speaks
# for parts from a hundred megabytes on, but a lost connection costs less with them much earlier.
SINGLE_PUT_BYTES = 5 * 1024 * 1024


@dataclass(frozen=True)
class Promise:
    """A file, and all that the API is told of it."""

    source: Source
    filename: str
    content_type: str
    project: str
    tags: tuple[str, ...]
    metadata: Mapping[str, str]
    method: Method

    def wish(self, file_id: str, sha256: str | None = None) -> dict[str, Any]:
        """The entry of POST /uploads. The id makes it repeatable."""
        given: dict[str, Any] = {
            "fileId": file_id,
            "filename": self.filename,
            "contentType": self.content_type,
            "size": self.source.size,
            "method": self.method,
        }
        optional = {"sha256": sha256, "tags": list(self.tags), "metadata": dict(self.metadata)}
        return given | {name: value for name, value in optional.items() if value}

    def terms(self) -> dict[str, Any]:
        """All that two promises must agree in to be one upload."""
        return {name: value for name, value in self.wish("").items() if name != "fileId"} | {"project": self.project}

    def sent(self, file_id: str) -> Upload:
        """The upload as it is known once S3 has taken the bytes, without asking."""
        return Upload(
            file_id=file_id,
            filename=self.filename,
            project_id=self.project,
            content_type=self.content_type,
            size=self.source.size,
            status="pending",
            progress=0,
        )


def promise(item: Item, *, project: str, method: Method | None) -> Promise:
    """The promise for `item`. Raises CannotSend when it is missing, empty, unreadable, or of no known type."""
    source = Source.of(item.path)
    filename = text(item.filename if item.filename is not None else item.path.name)
    content_type = item.content_type or media_type(filename)
    if content_type is None:
        raise CannotSend("no media type is known for such a name: give the type")
    chosen: Method = method or ("PUT" if source.size <= SINGLE_PUT_BYTES else "MULTIPART")
    tags = tuple(dict.fromkeys(item.tags))
    return Promise(source, filename, content_type, project, tags, dict(item.metadata), chosen)
