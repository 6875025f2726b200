"""What API Gateway tells of connections: that one is asked for, has ended, or that its client says something."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from common import logs
from common.errors import Problem
from ingestion.sockets import connections
from ingestion.sockets.socket_settings import Settings

Event = dict[str, Any]
_MISUNDERSTOOD = {"message": 'Nothing is understood here but {"action":"ping"}.'}


def _connect(event: Event, conf: Settings) -> Event:
    """200 lets the client in; any other status refuses the handshake."""
    context = event["requestContext"]
    at = datetime.fromtimestamp(context["requestTimeEpoch"] / 1000, UTC)
    ticket = (event.get("queryStringParameters") or {}).get("ticket", "")
    whose = connections.open_(conf.catalog_table, ticket, context["connectionId"], at=at)
    logs.info("connected", tenantId=whose.tenant, userId=whose.user)
    return {"statusCode": 200}


def _disconnect(event: Event, conf: Settings) -> Event:
    """Nobody is there any more to be answered."""
    connections.close(conf.catalog_table, event["requestContext"]["connectionId"])
    return {"statusCode": 200}


def _answer(event: Event, _conf: Settings) -> Event:
    """A ping keeps the connection from being idle; whatever else is said is not understood."""
    try:
        said = json.loads(event.get("body") or "")
    except (ValueError, RecursionError):
        said = None
    pinged = isinstance(said, dict) and said.get("action") == "ping"
    return {"statusCode": 200, "body": json.dumps({"action": "pong"} if pinged else _MISUNDERSTOOD)}


ROUTES: dict[str, Callable[[Event, Settings], Event]] = {
    "$connect": _connect,
    "$disconnect": _disconnect,
    "$default": _answer,
}


def serve(event: Event, conf: Settings) -> Event:
    """Serves an event of the WebSocket API. The query, and with it the ticket, goes into no log."""
    context = event["requestContext"]
    with logs.bound(correlationId=context["requestId"], route=context["routeKey"]):
        try:
            return ROUTES[context["routeKey"]](event, conf)
        except Problem as failure:
            logs.info("refused", code=failure.code)
            return {"statusCode": failure.status}
        except Exception:  # noqa: BLE001 - the last line of defence: internals stay in the log
            logs.failure("unexpected error")
            return {"statusCode": 500}
