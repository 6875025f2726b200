"""Tickets of people, and what API Gateway tells the function about connections."""

import pytest

from ingestion.sockets import handler
from tests.unit.ingestion.world import People

AT = 1_790_000_000


def event(route, connection="one=", *, ticket=None, body=None, at=AT):
    """An event of the WebSocket API."""
    context = {
        "routeKey": route,
        "connectionId": connection,
        "requestId": "request-1",
        "requestTimeEpoch": at * 1000,
    }
    made = {"requestContext": context, "isBase64Encoded": False}
    if ticket is not None:
        made["queryStringParameters"] = {"ticket": ticket}
    return made if body is None else made | {"body": body}


class Sockets:
    """The function as clients reach it."""

    def __init__(self, people):
        self.people = people

    def ticket(self, name, tenant=None, at=AT):
        return self.people.get(name, "POST /tickets", tenant, at=at)["ticket"]

    def connect(self, ticket, connection="one=", at=AT):
        """The status of the handshake."""
        return handler.handler(event("$connect", connection, ticket=ticket, at=at), None)["statusCode"]

    def disconnect(self, connection="one="):
        return handler.handler(event("$disconnect", connection), None)["statusCode"]

    def say(self, body):
        return handler.handler(event("$default", body=body), None)["body"]


@pytest.fixture
def sockets(api):
    return Sockets(People(api))


@pytest.fixture
def tenant(sockets):
    """A tenant of Alice's, with Bob in it."""
    return sockets.people.tenant("alice", "bob")
