"""A sign-in in use: it gives access tokens, and renews them before they expire or when one is refused."""

import time

from inlet.errors import NotSignedIn
from inlet.network.transport import Http
from inlet.signin.grants import Tokens, refreshed
from inlet.signin.store import Profile, Store

MARGIN_SECONDS = 60  # so long before its end a token is not used for anything new


class Session:
    """The sign-in to `api` that is kept in `store`. Called, it gives an access token: what inlet.Client wants.

    A call after the first means that the last one was refused; so it gives another.
    """

    def __init__(self, api: str, store: Store, http: Http) -> None:
        self._api = api
        self._store = store
        self._http = http
        self._given: str | None = None

    def __call__(self) -> str:
        """Raises NotSignedIn when there is no sign-in (any more), Unreachable when the issuer does not answer."""
        profile = self._profile()
        if not self._usable(profile.tokens):
            # Whoever waited for the lock may find that another process has renewed it meanwhile.
            with self._store.alone(self._api):
                profile = self._profile()
                if not self._usable(profile.tokens):
                    profile = profile.with_tokens(refreshed(profile.provider, profile.tokens, self._http))
                    self._store.write(profile)
        self._given = profile.tokens.access
        return self._given

    def _usable(self, tokens: Tokens) -> bool:
        return tokens.access != self._given and tokens.expires_at - time.time() > MARGIN_SECONDS

    def _profile(self) -> Profile:
        profile = self._store.read(self._api)
        if profile is None:
            raise NotSignedIn("you are not signed in: inlet login")
        return profile
