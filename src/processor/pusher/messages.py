"""What is in the queue `pushes`: notifications, as the topic hands them on, and those that some did not get. Pure."""

import json
from dataclasses import dataclass
from typing import Any

from common.pushes import notifications
from common.pushes.notifications import Malformed, Notification

_AGAIN = "again"


@dataclass(frozen=True)
class Push:
    """A notification and whom it is for: all who may know, or of these only the `connections` that did not take it.

    `tries` counts how often it was tried to send it to them.
    """

    notification: Notification
    connections: frozenset[str] | None = None
    tries: int = 0


def parse(body: str) -> Push:
    """What a message asks for. Raises Malformed."""
    try:
        read: Any = json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed("the message is no JSON") from None
    if not isinstance(read, dict) or _AGAIN not in read:
        return Push(notifications.check(read))
    try:
        told, connections, tries = (read[_AGAIN][name] for name in ("notification", "connections", "tries"))
        ids = frozenset(connections)
    except (TypeError, KeyError):
        raise Malformed("a member of the message is missing") from None
    if not isinstance(tries, int) or not all(isinstance(one, str) for one in ids):
        raise Malformed("a member of the message has the wrong form")
    return Push(notifications.check(told), ids, tries)


def again(push: Push, connections: list[str]) -> str:
    """The message that asks for one more try, of these connections alone."""
    told = {"notification": push.notification, "connections": connections, "tries": push.tries + 1}
    return json.dumps({_AGAIN: told}, separators=(",", ":"))
