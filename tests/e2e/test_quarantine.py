"""An infected file on its way out of the uploads bucket: interrupted anywhere, nothing is lost and none told twice."""

import dataclasses
import json
import uuid
from typing import Any

import pytest

from common import times
from common.files import file_rows
from common.files.lifecycle import Status
from common.files.processing import Processing, Scan, ScanResult, Step, StepStatus
from tests.e2e.cloud import eventually, key_of, put
from tests.e2e.detour import detour
from tests.e2e.interrupted.story import calls
from tests.faults.plan import Match, dies_after
from tests.faults.proxy import Proxy

BODY = b"hello"


@pytest.fixture
def infected(alice, cloud):
    """Makes a file that the scanner found infected, by row and by tag; returns the task about it."""

    def make():
        signed = alice.sign()
        assert put(signed, BODY).ok
        alice.settled(signed["fileId"])
        at, run, key = times.now(), str(uuid.uuid4()), key_of(signed["url"])
        table = cloud.root("dynamodb")
        row = {"TableName": cloud.outputs["catalog_table"], "Key": {"pk": {"S": f"F#{key}"}, "sk": {"S": "FILE"}}}
        file = file_rows.from_item(table.get_item(**row)["Item"])
        assert file.arrival
        found = Processing(
            attempt=1,
            run=run,
            started_at=at,
            steps={"scan": Step(StepStatus.DONE, at, at), "quarantine": Step(StepStatus.RUNNING, at)},
            media_type="text/plain",
            scan=Scan(ScanResult.INFECTED, "clamav", at, "Eicar-Test-Signature"),
        )
        condemned = dataclasses.replace(file, status=Status.PROCESSING, processing=found)
        table.put_item(TableName=row["TableName"], Item=file_rows.to_item(condemned))
        version = {"Bucket": cloud.outputs["uploads_bucket"], "Key": key, "VersionId": file.arrival.version_id}
        cloud.root("s3").put_object_tagging(Tagging={"TagSet": [{"Key": "verdict", "Value": "infected"}]}, **version)
        return {
            "tenantId": file.id.tenant,
            "fileId": file.id.id,
            "key": key,
            "versionId": file.arrival.version_id,
            "size": len(BODY),
            "contentType": "text/plain",
            "attempt": 1,
            "run": run,
            "correlationId": file.correlation_id,
            "guardDuty": None,
        }

    return make


def kept(cloud, task):
    """The copies in quarantine: their bodies, types and tags."""
    s3, where = cloud.root("s3"), {"Bucket": cloud.outputs["quarantine_bucket"], "Key": task["key"]}
    for one in s3.list_object_versions(Bucket=where["Bucket"], Prefix=task["key"]).get("Versions", []):
        copy = s3.get_object(VersionId=one["VersionId"], **where)
        tags = s3.get_object_tagging(VersionId=one["VersionId"], **where)["TagSet"]
        yield copy["Body"].read(), copy["ContentType"], tags


CHANGES = ["sqs:SendMessage", "s3:PutObject", "s3:DeleteObject", "dynamodb:UpdateItem"]
COPY: tuple[Any, ...] = (BODY, "application/octet-stream", [])


def settled(cloud, task):
    """Whether the version is where it belongs, the row says so, and people were told once."""
    (mail,) = eventually(lambda: cloud.mails(task["fileId"]))
    (alert,) = eventually(lambda: cloud.facts(task["key"], "alert"))
    (found,) = [one for one in cloud.decisions(task["key"]) if one["verdict"] == "infected"]
    return (
        not cloud.versions(task["key"])
        and set(map(repr, kept(cloud, task))) == {repr(COPY)}
        and "quarantine@example.com" in mail
        and (alert["rule"], found["by"]) == ("infections", "scan")
        and "Eicar-Test-Signature" in found["reason"]
    )


def breaks(cloud, task):
    """Whether the function raises, so that the state machine tries again."""
    name = cloud.outputs["functions"]["quarantine"]
    answer = cloud.root("lambda").invoke(FunctionName=f"{name}:live", Payload=json.dumps(task))
    return "FunctionError" in answer


def test_once_and_once_more(cloud, infected):
    task = infected()
    for _ in range(2):
        assert cloud.invoke("quarantine", task) == {"outcome": "ok"}
        assert settled(cloud, task)
    assert list(kept(cloud, task)) == [COPY]


def test_killed_after_each_change(cloud, infected):
    """The unit tests kill it at each call; here IAM, SQS and S3 have their say in what the next delivery finds."""
    quarantine = Match(caller=cloud.outputs["functions"]["quarantine"])
    with Proxy(cloud.endpoint) as proxy, detour(cloud, proxy.url, "quarantine"):
        operations = calls(proxy, quarantine, lambda: cloud.invoke("quarantine", infected()))
        changes = [(nth, one) for nth, one in enumerate(operations, start=1) if one in CHANGES]
        assert [one for _, one in changes] == CHANGES
        tasks = []
        for nth, operation in changes:
            task = infected()
            tasks.append(task)
            proxy.log.clear()
            with proxy.following(dies_after(quarantine, nth)):
                assert breaks(cloud, task), operation
            assert proxy.log.faults(), operation
            # What is no longer there is kept.
            assert cloud.versions(task["key"]) or list(kept(cloud, task)) == [COPY], operation
            assert cloud.invoke("quarantine", task) == {"outcome": "ok"}, operation
        assert all(settled(cloud, task) for task in tasks)


def test_another_run_takes_nothing(cloud, infected):
    task = infected()
    assert cloud.invoke("quarantine", task | {"run": "another"}) == {"outcome": "stale"}
    assert cloud.versions(task["key"]) == [task["versionId"]]
    assert not list(kept(cloud, task))
