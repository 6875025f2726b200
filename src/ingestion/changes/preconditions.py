"""If-Match: a client says which state of a file it means to change, so that nobody's change is lost unseen. Pure.

https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1
"""

from collections.abc import Callable

from common.errors import PreconditionFailed, PreconditionRequired
from ingestion.web import http

_ANY = "*"


def given(request: http.Request) -> str | None:
    """What If-Match says; None where it says nothing."""
    return request.headers.get("if-match", "").strip() or None


def required(request: http.Request) -> str:
    """What If-Match says. Raises PreconditionRequired where it says nothing."""
    said = given(request)
    if said is None:
        raise PreconditionRequired("Send the ETag of GET /files/{id} in If-Match, or * for whatever there is.")
    return said


def require(said: str | None, tag: Callable[[], str]) -> None:
    """Raises PreconditionFailed unless `said`, a list of entity tags or `*`, names the present one, which `tag` tells.

    A tag that was weakened on its way is none: it does not say that the state is the same.
    """
    if said not in (None, _ANY) and tag() not in [one.strip() for one in str(said).split(",")]:
        raise PreconditionFailed("It was changed since: read it again, and decide anew.")
