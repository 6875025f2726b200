"""One notification to all connections of those who may know; later, once more, to those that did not take it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from common import logs, queues
from common.backoff import attempts
from common.errors import Busy
from common.pushes import notifications
from processor.pusher import audience, gateway, listeners, messages
from processor.pusher.audience import Place
from processor.pusher.messages import Push

_ROUNDS = 3
# Delivered again after 2, 4, 8, 16 seconds. Who took nothing till then asks the API when it reads again.
_TRIES = 5


@dataclass(frozen=True)
class PusherSettings:
    """The catalogue's table, where connections are written to (`https://…/live`), and the names of the own queues."""

    catalog_table: str
    connections_url: str
    pushes_queue: str
    pushes_dlq: str


def push(asked: Push, conf: PusherSettings, *, at: datetime) -> None:
    """Sends it. Raises Busy when AWS has no time: then it is tried again as a whole."""
    told = asked.notification
    here = listeners.of(conf.catalog_table, told["tenantId"], at=at)
    if asked.connections is not None:
        here = [place for place in here if place.connection_id in asked.connections]
    if not here:
        return
    members = listeners.members(conf.catalog_table, told["tenantId"], {place.user for place in here})
    here = [place for place in here if audience.may_know(members.get(place.user), told["projectId"])]
    late = _send(here, told, conf)
    if not late:
        return
    if asked.tries + 1 >= _TRIES:
        logs.warning("given up", connections=len(late))
        return
    # Only those: the others have it.
    queues.send(conf.pushes_queue, messages.again(asked, late), after_seconds=2 ** (asked.tries + 1))


def _send(here: list[Place], told: notifications.Notification, conf: PusherSettings) -> list[str]:
    """Sends to all of `here` at once; the ids of the connections that took nothing."""
    if not here:
        return []
    gateway.client(conf.connections_url)  # made by one thread, then used by all
    send = partial(_reached, text=notifications.text(told), tenant=told["tenantId"], conf=conf)
    with ThreadPoolExecutor(min(len(here), gateway.AT_ONCE)) as pool:
        reached = list(pool.map(send, here))
    logs.info("pushed", connections=len(here), late=reached.count(False))
    return [place.connection_id for place, taken in zip(here, reached, strict=True) if not taken]


def _reached(place: Place, *, text: str, tenant: str, conf: PusherSettings) -> bool:
    """Whether nothing is left to do for the connection: it has the text, or is gone."""
    for _ in attempts(_ROUNDS):
        try:
            if not gateway.post(conf.connections_url, place.connection_id, text):
                listeners.forget(conf.catalog_table, tenant, place)
        except Busy:
            continue
        return True
    return False
