"""Bodies of requests: their bytes, and the JSON in them, which is read strictly."""

import base64
import json
import re
from collections.abc import Callable
from typing import Any

from common.errors import BodyTooLarge, MalformedBody, UnsupportedMedia
from ingestion.web import contract

# Far above a hundred files with ordinary tags and metadata, and the rows of all that fits are one DynamoDB transaction.
MAX_BODY_BYTES = 1024 * 1024

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_DOUBLE_DIGITS = 17  # tell every double from its neighbours; what has more of them says what a double cannot

Event = dict[str, Any]
Headers = dict[str, str]
# Reads the body of a request from API Gateway's event and its headers, whose names are in lower case.
Reader = Callable[[Event, Headers], Any]


def described(event: Event, headers: Headers) -> Any:
    """The body that the API's description foresees for the route, or None. Raises MalformedBody, BodyTooLarge,
    UnsupportedMedia, InvalidRequest.
    """
    route = event["routeKey"]
    body = _json(event, headers) if contract.takes_body(route) else None
    contract.check_body(route, body)
    return body


def _json(event: Event, headers: Headers) -> Any:
    data = raw(event, MAX_BODY_BYTES)
    if not data:
        return None
    require_media(headers, "application/json")
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise UnsupportedMedia("Send the body without a Content-Encoding.")
    return parsed(data)


def raw(event: Event, most_bytes: int) -> bytes:
    """The bytes that were sent. Raises BodyTooLarge, MalformedBody."""
    text = event.get("body") or ""
    try:
        data = base64.b64decode(text) if event.get("isBase64Encoded") else text.encode()
    except ValueError as wrong:
        raise MalformedBody from wrong
    if len(data) > most_bytes:
        raise BodyTooLarge(f"At most {most_bytes} bytes are taken.")
    return data


def require_media(headers: Headers, *wanted: str) -> None:
    """Raises UnsupportedMedia unless the body is said to be of one of the types `wanted`, in UTF-8."""
    media, _, parameters = headers.get("content-type", "").lower().partition(";")
    charset = parameters.partition("charset=")[2].strip(' "')
    if media.strip() not in wanted or charset not in ("", "utf-8"):
        raise UnsupportedMedia(f"Send Content-Type: {wanted[0]}, in UTF-8.")


def parsed(data: bytes) -> Any:
    """The JSON document that `data` is. Nothing in it is silently changed: raises MalformedBody, which says why."""
    try:
        text = data.decode("utf-8")
        body = json.loads(text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_double)
        if _SURROGATE.search(text):
            json.dumps(body, ensure_ascii=False).encode("utf-8")
    except RecursionError as deep:
        raise MalformedBody("The body is nested too deeply.") from deep
    except UnicodeEncodeError as half:
        raise MalformedBody("Half of a surrogate pair is no character.") from half
    except UnicodeDecodeError as wrong:
        raise MalformedBody("The body is not UTF-8.") from wrong
    except json.JSONDecodeError as wrong:
        raise MalformedBody(f"The body is not JSON from character {wrong.pos} on.") from wrong
    except ValueError as long:  # an integer of more digits than Python reads, 4,300
        raise MalformedBody("A number has thousands of digits.") from long
    return body


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise MalformedBody("A name stands twice in one object.")
    return members


def _constant(_: str) -> None:
    raise MalformedBody("NaN and Infinity are not JSON.")


def _double(text: str) -> float:
    value = float(text)
    if len(text) <= _DOUBLE_DIGITS and value and -1e308 < value < 1e308:
        return value
    digits = text.lower().partition("e")[0].replace(".", "").strip("-0")
    if len(digits) > _DOUBLE_DIGITS or bool(value) != bool(digits) or value in (float("inf"), float("-inf")):
        raise MalformedBody("A number is larger, smaller or longer than a double holds: send it as a string.")
    return value
