"""Who asks for something in a tenant: found out once a request, before anything else is done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from common import logs
from ingestion.tenants import access, identity, tenancy
from ingestion.tenants.access import Membership
from ingestion.web import http


@contextmanager
def member(
    request: http.Request, table: str, memberships: Callable[..., list[Membership]] = tenancy.seen
) -> Iterator[Membership]:
    """The member who asks, in the tenant that they act in; lines of the log name both meanwhile.

    `memberships` is tenancy.seen for what needs a tenant only to look into, which who has none yet has empty;
    tenancy.memberships where something is made in it. Raises Unauthorized, TenantForbidden, InvalidRequest, Busy.
    """
    user = identity.user(request.claims)
    who = access.chosen(memberships(table, user, at=request.time), request.headers.get("x-tenant-id"))
    with logs.bound(tenantId=who.tenant, userId=who.user):
        yield who
