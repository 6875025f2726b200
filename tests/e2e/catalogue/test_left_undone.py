"""Purges and quarantines that die after any of their writes, and are never tried again: the janitor sees to them."""

import dataclasses
import json
import uuid
from datetime import timedelta

import pytest

from common import times
from common.files import file_rows
from common.files.lifecycle import Status
from common.files.processing import Scan, ScanResult, Step, StepStatus
from tests.e2e.agreement import disagreements, lasting
from tests.e2e.cloud import eventually, key_of, put
from tests.e2e.conftest import signed_in
from tests.e2e.detour import detour
from tests.e2e.interrupted.story import calls
from tests.e2e.processed import begin, derive, file_of, settle
from tests.e2e.processing.conftest import Processing
from tests.faults.plan import Match, dies_after
from tests.faults.proxy import Proxy
from tests.scanner.conftest import EICAR, EICAR_NAME

ROW = "dynamodb:DeleteItem"
LONG_AGO = times.now() - timedelta(days=31)
# Of rows that go one by one the first: how many there are beside a file's own depends on its history.
WRITES = {
    "purge": ["dynamodb:UpdateItem", "s3:DeleteObject", "s3:DeleteObject", ROW],
    "quarantine": ["sqs:SendMessage", "s3:PutObject", "s3:DeleteObject", "dynamodb:UpdateItem"],
}


@pytest.fixture(scope="module")
def mine(cloud, people):
    """The API for a user whose tenant holds the files of these tests, and no others."""
    return signed_in(cloud, people(f"undone-{uuid.uuid4().hex[:8]}"))


@pytest.fixture(scope="module")
def tenant(mine):
    (only,) = mine("GET", "/tenants").json()["items"]
    return only["id"]


@pytest.fixture
def interrupted(cloud):
    """Has a function die after each of its writes, each time in what `begin` makes for it; what that was."""

    def each(name, begin, invoke, after=lambda _: None):
        function, made = Match(caller=cloud.outputs["functions"][name]), []
        with Proxy(cloud.endpoint) as proxy, detour(cloud, proxy.url, name):
            whole = begin()
            told = []
            operations = calls(proxy, function, lambda: told.append(invoke(whole)))
            assert "FunctionError" not in told[0], told[0]["Payload"].read()
            writes = [(nth, one) for nth, one in enumerate(operations, start=1) if one in WRITES[name]]
            writes = [(nth, one) for nth, one in writes if one != ROW or nth == operations.index(ROW) + 1]
            assert [one for _, one in writes] == WRITES[name]
            for nth, operation in writes:
                one = begin()
                proxy.log.clear()
                with proxy.following(dies_after(function, nth)):
                    assert "FunctionError" in invoke(one), operation
                assert proxy.log.faults(), operation
                after(one)
                made.append(one)
        return made

    return each


@pytest.fixture
def run(cloud):
    """Invokes a function, whether it works or not."""

    def invoke(name, event):
        return cloud.root("lambda").invoke(
            FunctionName=f"{cloud.outputs['functions'][name]}:live", Payload=json.dumps(event)
        )

    return invoke


@pytest.fixture
def janitor(run, tenant):
    """A run of the janitor through the tenant's files, without any grace: what it found, by kind."""

    def tidy():
        def done():
            answer = run("janitor", {"dryRun": False, "graceSeconds": 0, "tenant": tenant})
            told = json.loads(answer["Payload"].read())
            if "FunctionError" in answer:
                assert "UnderWay" in json.dumps(told)  # another test's
                return None
            return told

        told = eventually(done)
        assert (told["state"], told["unseen"]) == ("done", 0)
        return {kind: tally["mended"] for kind, tally in told["findings"].items()}

    return tidy


def change(cloud, key, at, **more):
    """Writes the row anew with other values, and its clock put back."""
    item = file_rows.to_item(dataclasses.replace(file_of(cloud, key), changed_at=at, **more))
    cloud.root("dynamodb").put_item(TableName=cloud.outputs["catalog_table"], Item=item)


def test_purges(cloud, mine, tenant, interrupted, janitor, run):
    def at(key, deleted):
        cloud.root("dynamodb").update_item(
            TableName=cloud.outputs["catalog_table"],
            Key={"pk": {"S": f"F#{key}"}, "sk": {"S": "FILE"}},
            UpdateExpression="SET deletedAt = :then, waitingSince = :then",
            ExpressionAttributeValues={":then": {"S": times.text(deleted)}},
        )

    def deleted():
        """A file with something derived of it, and findings, whose time to be restored is over."""
        signed = mine.sign(tags=["x"])
        assert put(signed, b"hello").status_code == 200
        mine.settled(signed["fileId"])
        key = key_of(signed["url"])
        owner = file_of(cloud, key).id
        row = file_rows.row_key(owner) | {"sk": {"S": "EXTRACTED#000001"}, "extracted": {"S": "{}"}}
        cloud.root("dynamodb").put_item(TableName=cloud.outputs["catalog_table"], Item=row)
        settle(cloud, key, variants={"text": derive(cloud, owner, "text.txt", b"hello", "text/plain")}, extracted=1)
        assert mine("DELETE", f"/files/{signed['fileId']}").status_code == 204
        at(key, LONG_AGO)
        return key

    run("purge", {})  # what other tests have left
    # Back in time, the next purge does not meet it: only the janitor will.
    undone = interrupted("purge", deleted, lambda _: run("purge", {}), after=lambda key: at(key, times.now()))
    assert len(disagreements(cloud, tenant)) >= len(undone)
    assert janitor() == {"purge_unfinished": len(undone)}
    assert lasting(cloud, tenant) == []
    assert mine("GET", "/files?status=deleted").json()["items"] == []


@pytest.mark.long
def test_quarantines(cloud, mine, tenant, interrupted, janitor, run):
    processing = Processing(cloud)

    def infected():
        """A file that was scanned, and found infected; the task about it."""
        signed = mine.sign(size=len(EICAR))
        assert put(signed, EICAR).status_code == 200
        mine.settled(signed["fileId"])
        key, now = key_of(signed["url"]), times.now()
        task, found = begin(cloud, key), Scan(ScanResult.INFECTED, "clamav", now, EICAR_NAME)
        steps = {"scan": Step(StepStatus.DONE, now, now), "quarantine": Step(StepStatus.RUNNING, now)}
        run_ = file_of(cloud, key).processing
        assert run_
        change(cloud, key, now, processing=dataclasses.replace(run_, scan=found, steps=steps))
        version = {"Bucket": cloud.outputs["uploads_bucket"], "Key": key, "VersionId": task["versionId"]}
        cloud.root("s3").put_object_tagging(Tagging={"TagSet": [{"Key": "verdict", "Value": "infected"}]}, **version)
        return task

    def long_ago(task):
        """Nobody has worked on it for a month."""
        run_ = file_of(cloud, task["key"]).processing
        assert run_
        steps = {
            name: dataclasses.replace(step, started_at=LONG_AGO, ended_at=step.ended_at and LONG_AGO)
            for name, step in run_.steps.items()
        }
        change(cloud, task["key"], LONG_AGO, processing=dataclasses.replace(run_, started_at=LONG_AGO, steps=steps))

    undone = interrupted("quarantine", infected, lambda task: run("quarantine", task), after=long_ago)
    assert janitor() == {"quarantine_unfinished": len(undone)}
    for task in undone:
        asked = f'"key":"{task["key"]}","cause"'  # not S3's word of its arrival, which is there, too
        assert processing.deliver(processing.told(asked)) == 0
        assert file_of(cloud, task["key"]).status is Status.QUARANTINED
    (whole,) = lasting(cloud, tenant)
    assert "did not come to its end" in whole  # the one that nobody disturbed is in no run that would end
    assert not [task for task in undone if task["key"] in whole]
