"""`inlet events query` before the applied stack."""

import json

import pytest

from tests.e2e import archived
from tests.e2e.command import Inlet


@pytest.fixture
def inlet(settler, cloud, tmp_path):
    """The command, signed in by a token, in a tenant of its own with three events."""
    tenant = settler("POST", "/tenants", json={"name": "Query command"}).json()["id"]
    archived.put(cloud, tenant, *map(archived.event, "ab"), archived.event("c", event_type="click"))
    return Inlet(tmp_path, {"INLET_API": settler.url, "INLET_TOKEN": settler.token, "INLET_TENANT": tenant})


def test_a_query_prints_its_answer(inlet):
    sql = "select event_type, count(*) as n from events group by 1 order by 1"
    assert inlet("events", "query", sql).out == "click\t1\npage_view\t2\n"
    assert inlet("events", "query", "--csv", sql).out == "event_type,n\nclick,1\npage_view,2\n"
    told = json.loads(inlet("events", "query", "--json", sql).out)
    assert told["rows"] == [["click", "1"], ["page_view", "2"]]
    refused = inlet("events", "query", "drop table events")
    assert refused.status == 1
    assert "/sql statement" in refused.err
