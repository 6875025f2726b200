"""Functions that lose AWS before or after each of their calls in turn, and users whom nobody disturbs."""

import uuid

import pytest

from tests.e2e.conftest import signed_in
from tests.e2e.detour import detour
from tests.e2e.lists import astray
from tests.faults.plan import Match
from tests.faults.proxy import Proxy
from tests.soak import evidence
from tests.soak.verdict import usage


@pytest.fixture(scope="module")
def proxy(cloud):
    with Proxy(cloud.endpoint) as proxy, detour(cloud, proxy.url, "uploads", "logger"):
        yield proxy


@pytest.fixture
def function(cloud):
    """Matches all that a function asks AWS."""
    return lambda name: Match(caller=cloud.outputs["functions"][name])


@pytest.fixture
def newcomer(cloud, people):
    """The API for a user who was never there before, each time."""
    return lambda: signed_in(cloud, people(f"u-{uuid.uuid4().hex[:8]}"))


@pytest.fixture
def charged(cloud):
    """Looks whether a tenant is charged for its files, each of them once, and lists what has arrived."""

    def look(api):
        (tenant,) = api("GET", "/tenants").json()["items"]
        items = evidence.catalogue(cloud)
        rows = [row for row in evidence.files(items).values() if row.key.startswith(f"{tenant['id']}/")]
        assert not astray(items, tenant["id"])
        return tenant["usage"] == usage(rows)

    return look
