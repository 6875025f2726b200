"""Lists of the API, page by page."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from inlet.api.calls import Api


def items(api: Api, path: str, asked: Mapping[str, Any], limit: int | None, page: int) -> Iterator[Mapping[str, Any]]:
    """The items of a list, up to `limit`; the next page is asked for when it is wanted. Pages may be empty."""
    left, cursor = limit, None
    while left is None or left > 0:
        wanted = dict(asked) | {"limit": page if left is None else min(left, page), "cursor": cursor}
        told = api("GET", f"{path}?{query(wanted)}").body
        for item in told["items"]:
            yield item
            if left is not None:
                left -= 1
        cursor = told["nextCursor"]
        if cursor is None:
            return


def query(asked: Mapping[str, Any]) -> str:
    """What is asked for, as a query string; a tuple is one parameter several times, None is left out.

    Raises ValueError when an instant has no zone.
    """
    given = [(name, one) for name, value in asked.items() for one in (value if isinstance(value, tuple) else (value,))]
    return urlencode([(name, _text(value)) for name, value in given if value is not None])


def _text(value: Any) -> str:
    if not isinstance(value, datetime):
        return str(value)
    if value.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
