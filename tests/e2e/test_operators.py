"""Operators: whom the group makes one, what only they may, and the janitor's run that they begin."""

import dataclasses
import uuid
from datetime import timedelta

import pytest

from common import times, uuid7
from common.janitor import run as rows
from tests.e2e.cloud import eventually
from tests.e2e.command import Inlet
from tests.e2e.conftest import signed_in
from tools import operators


@pytest.fixture(scope="module")
def cognito(cloud):
    return cloud.root("cognito-idp")


@pytest.fixture(scope="module")
def ada(people):
    """Somebody with a tenant of her own."""
    return people(f"ada-{uuid.uuid4().hex[:8]}")


@pytest.fixture(scope="module")
def before(cloud, ada):
    """The API as she uses it before she is an operator."""
    return signed_in(cloud, ada)


@pytest.fixture(scope="module")
def operator(cloud, cognito, ada, before):
    """The API as she uses it once she is one."""
    operators.add(cognito, operators.pool_of(cognito, "local"), ada.email)
    return signed_in(cloud, ada)


@pytest.fixture(scope="module")
def tenant(before):
    (one,) = before("GET", "/tenants").json()["items"]
    return one["id"]


@pytest.fixture
def stray(cloud, tenant):
    """An object that was made of a file which is not there; its key."""
    key = f"{tenant}/{uuid.uuid4()}/1/text.txt"
    cloud.root("s3").put_object(Bucket=cloud.outputs["derived_bucket"], Key=key, Body=b"stray")
    return key


def refused(answer):
    return answer.status_code, answer.json()["code"]


def ended(api, begun):
    """The run at its end."""
    assert begun.status_code == 202, begun.text
    path = begun.headers["location"]
    return eventually(lambda: (run := api("GET", path).json())["state"] == "done" and run)


def test_nobody_is_an_operator_by_owning_a_tenant(before, tenant):
    for method, path in (("POST", "/janitor"), ("GET", "/janitor"), ("GET", f"/janitor/{uuid7.make(times.now())}")):
        body = {"json": {"dryRun": True}} if method == "POST" else {}
        assert refused(before(method, path, **body)) == (403, "operators_only")


def test_a_token_from_before_says_nothing(operator, before, anyone):
    assert operator("GET", "/janitor").status_code == 200
    assert refused(before("GET", "/janitor")) == (403, "operators_only")
    assert anyone("GET", "/janitor").status_code == 401


def test_a_run_is_begun_and_tells_what_it_found(cloud, operator, tenant, stray):
    begun = operator("POST", "/janitor", json={"dryRun": False, "tenantId": tenant})
    run = ended(operator, begun)
    (found,) = [one for one in run["findings"] if one["kind"] == "derivative_orphaned"]
    assert stray in found["samples"]
    assert (found["young"], found["mended"], found["bytes"]) == (found["found"], 0, 5 * found["found"])
    assert run["runId"] in [one["runId"] for one in operator("GET", "/janitor").json()["items"]]
    assert cloud.root("s3").head_object(Bucket=cloud.outputs["derived_bucket"], Key=stray)


def test_one_at_a_time(cloud, operator, tenant):
    """A run that nobody has taken up yet, by its two rows."""
    dynamodb, table = cloud.root("dynamodb"), cloud.outputs["catalog_table"]
    at = times.now()
    run = rows.Run(uuid7.make(at), True, "test", timedelta(1), at, tenant=tenant)
    mark = {"pk": {"S": rows.PK}, "sk": {"S": "UNDER_WAY"}}
    for item in (rows.to_item(run), mark | {"run": {"S": run.id}, "ttl": {"N": str(int(at.timestamp()) + 3600)}}):
        dynamodb.put_item(TableName=table, Item=item)
    try:
        answer = operator("POST", "/janitor", json={"dryRun": True})
        assert refused(answer) == (409, "run_under_way")
        assert operator("GET", answer.headers["location"]).json()["state"] == "waiting"
    finally:
        over = dataclasses.replace(run, state=rows.State.FAILED, ended_at=at)
        dynamodb.put_item(TableName=table, Item=rows.to_item(over))
        dynamodb.delete_item(TableName=table, Key=mark)


def test_at_the_command_line(operator, before, tenant, stray, tmp_path):
    inlet = Inlet(tmp_path, {"INLET_API": operator.url, "INLET_TOKEN": operator.token or ""})
    done = inlet("janitor", "--dry-run", "--only", tenant)
    assert done.status == 0, done.err  # what is younger than the grace is nothing to be mended
    (row,) = [row for row in done.rows if row[0] == "derivative_orphaned"]
    assert row[2] == row[4]
    assert "dry run" in done.err
    last = inlet("janitor", "--last", "--json").json()[0]
    assert (last["dryRun"], last["tenantId"]) == (True, tenant)
    assert inlet("janitor", INLET_TOKEN=before.token or "").status == 3


def test_who_was_one_signs_in_as_none(cloud, cognito, ada, operator):
    pool = operators.pool_of(cognito, "local")
    assert ada.email in operators.every(cognito, pool, "")
    operators.remove(cognito, pool, ada.email)
    assert refused(signed_in(cloud, ada)("GET", "/janitor")) == (403, "operators_only")
