"""Sign-ins on this machine: one file an API, readable by its owner only, and which API was signed in to last."""

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from inlet.errors import InletError
from inlet.files.lock import Held, locked
from inlet.signin.discovery import Provider
from inlet.signin.grants import Tokens

_LOCK_SECONDS = 60  # longer than any answer of an issuer takes
_POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Profile:
    """One sign-in to one API."""

    api: str
    provider: Provider
    tokens: Tokens

    def with_tokens(self, tokens: Tokens) -> "Profile":
        """The same sign-in with newer tokens."""
        return replace(self, tokens=tokens)


class Store:
    """The profiles in `folder`. All writing is whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "sign-ins"

    def read(self, api: str) -> Profile | None:
        """The sign-in to `api`; None when there is none, or none that can be understood."""
        try:
            told: dict[str, Any] = json.loads(self._file(api).read_text())
            told["provider"]["scopes"] = tuple(told["provider"]["scopes"])
            return Profile(told["api"], Provider(**told["provider"]), Tokens(**told["tokens"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def write(self, profile: Profile) -> None:
        """Keeps `profile`. Raises InletError when it cannot be kept."""
        self._put(self._file(profile.api), asdict(profile))

    def choose(self, api: str) -> None:
        """Has `api` be the one that is meant when none is named."""
        self._put(self._folder / "current.json", {"api": api})

    def chosen(self) -> str | None:
        """The API that is meant when none is named."""
        try:
            api = json.loads((self._folder / "current.json").read_text())["api"]
        except (OSError, ValueError, TypeError, KeyError):
            return None
        return api if isinstance(api, str) else None

    def forget(self, api: str) -> None:
        """Removes the sign-in to `api`; which API is meant stays."""
        self._file(api).unlink(missing_ok=True)

    @contextmanager
    def alone(self, api: str) -> Iterator[None]:
        """One process at a time: what is read within is not changed by another meanwhile."""
        self._made()
        deadline = time.monotonic() + _LOCK_SECONDS
        while True:
            try:
                with locked(self._file(api).with_suffix(".lock")):
                    yield
                    return
            except Held:
                if time.monotonic() > deadline:
                    raise InletError("another process keeps hold of the sign-in") from None
                time.sleep(_POLL_SECONDS)

    def _file(self, api: str) -> Path:
        return self._folder / f"{hashlib.sha256(api.encode()).hexdigest()[:32]}.json"

    def _made(self) -> None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as failure:
            raise InletError(f"the sign-in cannot be kept: {failure}") from failure

    def _put(self, file: Path, content: dict[str, Any]) -> None:
        self._made()
        try:
            descriptor, draft = tempfile.mkstemp(dir=self._folder, suffix=".draft")  # readable by its owner only
            try:
                with os.fdopen(descriptor, "w") as written:
                    json.dump(content, written)
                    written.flush()
                    os.fsync(written.fileno())
                Path(draft).replace(file)
            except BaseException:
                Path(draft).unlink(missing_ok=True)
                raise
        except OSError as failure:
            raise InletError(f"the sign-in cannot be kept: {failure}") from failure
