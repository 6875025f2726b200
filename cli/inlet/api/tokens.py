"""The bearer token that is in use, and how another one is got when the API no longer takes it."""

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

    def __init__(self, source: str | Callable[[], str]) -> None:
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
        return usable(self._source if isinstance(self._source, str) else self._source())
