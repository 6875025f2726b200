"""What says on whose behalf a call is: a bearer token, which may be renewed when it is refused, or a write key."""

from base64 import b64encode
from collections.abc import Callable
from threading import Lock

from inlet.errors import NotSignedIn


def usable(given: str | None) -> str:
    """A token as a header takes it, without what surrounds it. Raises NotSignedIn, which never shows it."""
    token = (given or "").strip()
    if not token:
        raise NotSignedIn("there is no token: sign in first")
    if not fits_header(token):
        raise NotSignedIn("the token is none: it holds blanks, line breaks or what is not ASCII")
    return token


def fits_header(value: str) -> bool:
    """Whether `value` is printable ASCII without blanks."""
    return all("!" <= character <= "~" for character in value)


class Tokens:
    """One token for all threads. A callable source is asked for the first one, and for each that follows a refusal."""

    def __init__(self, source: str | Callable[[], str] | None) -> None:
        self._source = source
        self._lock = Lock()
        self._current: str | None = None

    def current(self) -> str:
        """The token to send. Raises NotSignedIn when there is none, or none that can be sent."""
        with self._lock:
            if self._current is None:
                self._current = self._another()
            return self._current

    def after(self, refused: str) -> str:
        """Another token than the `refused` one. Raises NotSignedIn when there is none."""
        with self._lock:
            # While this thread was refused, another may have got a new one.
            if self._current == refused:
                self._current = self._another()
            if self._current is None or self._current == refused:
                raise NotSignedIn("the API does not take the token (any more): sign in again")
            return self._current

    def _another(self) -> str:
        return usable(self._source() if callable(self._source) else self._source)

    def authorization(self, token: str) -> str:
        """The header's value."""
        return f"Bearer {token}"


class WriteKey:
    """A write key: it is never renewed. It goes as the name of a user without a password, as Segment's SDKs send it."""

    def __init__(self, key: str) -> None:
        self._key = key.strip()

    def current(self) -> str:
        """The key. Raises NotSignedIn, which never shows it, when it cannot be one."""
        if not self._key or not fits_header(self._key) or ":" in self._key:
            raise NotSignedIn("the write key is none: it is empty, or holds blanks, line breaks, colons, or no ASCII")
        return self._key

    def after(self, _refused: str) -> str:
        """Raises NotSignedIn: there is no other."""
        raise NotSignedIn("the API does not take this write key: it is wrong, or was revoked")

    def authorization(self, key: str) -> str:
        """The header's value."""
        return f"Basic {b64encode(f'{key}:'.encode()).decode()}"
