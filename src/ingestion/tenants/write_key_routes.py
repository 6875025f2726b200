"""`/write-keys`: what programs send events with. Only owners of a tenant make, see and revoke them."""

from common import logs
from ingestion.tenants import titles, views, write_keys
from ingestion.tenants.access import Membership
from ingestion.web import http


def show(table: str, who: Membership) -> http.Response:
    """200 with the tenant's keys, without what makes them keys."""
    return http.answer(200, http.items([views.write_key(one) for one in write_keys.every(table, who)]))


def create(table: str, request: http.Request, who: Membership) -> http.Response:
    """201 with the key, this once."""
    made, key = write_keys.create(table, who, titles.given(request), at=request.time)
    logs.info("write key created", keyId=made.id)
    return http.answer(201, views.new_write_key(made, key))


def revoke(table: str, request: http.Request, who: Membership) -> http.Response:
    """204: the key is no more."""
    key_id = request.path["id"]
    write_keys.revoke(table, who, key_id)
    logs.info("write key revoked", keyId=key_id)
    return http.answer(204)
