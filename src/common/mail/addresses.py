"""Mail addresses in settings. Only the plain form is taken: no display names, nothing that could end a header."""

import json
import re

from common.settings import Malformed

_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"\\\x00-\x1f\x7f]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")

# SES takes no more in one message.
MAX_RECIPIENTS = 50


def sender(text: str) -> str:
    """The address that mail comes from; empty: no mail is sent at all. Raises Malformed."""
    if text and not _ADDRESS.fullmatch(text):
        raise Malformed("not a plain mail address")
    return text


def recipients(text: str) -> tuple[str, ...]:
    """The addresses of a JSON array. Raises Malformed."""
    try:
        return checked(json.loads(text))
    except json.JSONDecodeError:
        raise Malformed("not JSON") from None


def checked(addresses: object) -> tuple[str, ...]:
    """`addresses` when it is a list of plain mail addresses. Raises Malformed."""
    if not isinstance(addresses, list) or len(addresses) > MAX_RECIPIENTS:
        raise Malformed(f"recipients must be a list of at most {MAX_RECIPIENTS} addresses")
    if not all(isinstance(address, str) and _ADDRESS.fullmatch(address) for address in addresses):
        raise Malformed("recipients must be plain mail addresses")
    return tuple(addresses)
