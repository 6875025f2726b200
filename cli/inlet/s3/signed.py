"""The API's signed requests, and until when they are good by our own clock."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from inlet.api.answers import Answer
from inlet.s3.request import Signed

_MARGIN_SECONDS = 30  # what is about to expire is signed again beforehand
_MARGIN_SHARE = 0.2  # at most, of a short life


def good_until(answer: Answer, expires_at: str) -> float:
    """The moment of time.monotonic() up to which a URL is used. The server's clock counts, whatever ours says."""
    life = (datetime.fromisoformat(expires_at) - _date(answer.headers)).total_seconds()
    return time.monotonic() + life - min(_MARGIN_SECONDS, life * _MARGIN_SHARE)


def single(answer: Answer, told: Mapping[str, Any]) -> Signed:
    """The PUT or POST form of one entry of POST /uploads."""
    fields = told.get("fields")
    return Signed(told["method"], told["url"], told.get("headers", {}), good_until(answer, told["expiresAt"]), fields)


def parts(answer: Answer, told: Mapping[str, Any]) -> dict[int, Signed]:
    """The PUTs of parts, by part number, of an entry of POST /uploads or of an answer of /parts."""
    until = good_until(answer, told["expiresAt"]) if told["parts"] else 0.0
    return {one["partNumber"]: Signed("PUT", one["url"], one["headers"], until) for one in told["parts"]}


def _date(headers: Mapping[str, str]) -> datetime:
    try:
        told = parsedate_to_datetime(headers["date"])
    except (KeyError, ValueError):
        return datetime.now(UTC)
    return told if told.tzinfo else told.replace(tzinfo=UTC)
