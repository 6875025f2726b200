"""The bearer token that is in use, and how another one is got when the API no longer takes it."""

from collections.abc import Callable
from threading import Lock

from inlet.errors import NotSignedIn


class Tokens:
    """One token for all threads. A callable source is asked for the first one, and for each that follows a refusal."""

    def __init__(self, source: str | Callable[[], str]) -> None:
        self._source = source
        self._lock = Lock()
        self._current = source if isinstance(source, str) else None

    def current(self) -> str:
        """The token to send. Raises NotSignedIn when there is none."""
        with self._lock:
            if self._current is None and not isinstance(self._source, str):
                self._current = self._source()
            if not self._current:
                raise NotSignedIn("there is no token: sign in first")
            return self._current

    def after(self, refused: str) -> str:
        """Another token than the `refused` one. Raises NotSignedIn when there is none."""
        with self._lock:
            # While this thread was refused, another may have got a new one.
            if self._current == refused:
                self._current = refused if isinstance(self._source, str) else self._source()
            if not self._current or self._current == refused:
                raise NotSignedIn("the API does not take the token (any more): sign in again")
            return self._current
