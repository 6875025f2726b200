"""The list of definitions in the bucket: which files, byte by byte, belong together. Pure."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from common import times

PREFIX = "clamav/"
KEY = PREFIX + "manifest.json"

# What ClamAV loads: a name without folders, by whose ending it knows the format.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}\.[a-z0-9]{2,5}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Damaged(Exception):
    """The definitions in the bucket are not what their list says, or there are none."""


@dataclass(frozen=True)
class Entry:
    """One file of definitions: `size` in bytes, `sha256` in hex. Its object is never changed."""

    size: int
    sha256: str

    def key(self, name: str) -> str:
        """Where it stands in the bucket."""
        return f"{PREFIX}{self.sha256}/{name}"


@dataclass(frozen=True)
class Manifest:
    """Definitions that belong together, by file name. `version` names them for people; `built_at` tells their age."""

    version: str
    built_at: datetime
    files: dict[str, Entry]


def parse(text: bytes) -> Manifest:
    """What `text` wrote. Raises Damaged."""
    try:
        told: dict[str, Any] = json.loads(text)
        files = {name: Entry(int(file["size"]), str(file["sha256"])) for name, file in told["files"].items()}
        manifest = Manifest(str(told["version"])[:100], times.parse(told["builtAt"]), files)
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise Damaged("the list of definitions is malformed") from fault
    if not files or not all(_NAME.fullmatch(name) and _SHA256.fullmatch(file.sha256) for name, file in files.items()):
        raise Damaged("the list of definitions names no files, or impossible ones")
    return manifest


def text(manifest: Manifest) -> str:
    """The list as it stands in the bucket."""
    files = {name: {"size": file.size, "sha256": file.sha256} for name, file in sorted(manifest.files.items())}
    return json.dumps({"version": manifest.version, "builtAt": times.text(manifest.built_at), "files": files})
