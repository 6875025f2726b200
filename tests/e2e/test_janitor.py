"""The janitor on the applied stack, as its role: told in a dry run, mended, and then there is nothing left to tell."""

import dataclasses
import uuid
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest

from common import aws, times
from common.files import deletions, file_rows, places
from common.files.lifecycle import Status
from common.files.processing import Scan, ScanResult
from tests.e2e import processed
from tests.e2e.agreement import disagreements
from tests.e2e.cloud import Cloud, eventually, key_of, put
from tests.e2e.conftest import signed_in

LONG_AGO = times.now() - timedelta(days=2)


def ask(cloud: Cloud, tenant: str, *, dry_run: bool) -> dict[str, Any]:
    """What a run through this tenant's files found. Others may have one under way."""

    def run() -> dict[str, Any] | None:
        try:
            return cloud.invoke("janitor", {"dryRun": dry_run, "graceSeconds": 0, "tenant": tenant})
        except AssertionError as failure:
            if "UnderWay" in str(failure):
                return None
            raise

    told = eventually(run)
    assert (told["state"], told["unseen"]) == ("done", 0)
    found: dict[str, Any] = told["findings"]
    return found


class Damage:
    """Files of one tenant, and what is done to them by hand."""

    def __init__(self, cloud: Cloud, api: Any) -> None:
        self.cloud, self.api = cloud, api
        self.table, self.uploads = cloud.outputs["catalog_table"], cloud.outputs["uploads_bucket"]

    def file(self) -> str:
        """The key of a file that came as promised."""
        signed = self.api.sign()
        put(signed, b"hello")
        self.api.settled(signed["fileId"])
        return key_of(signed["url"])

    def beside(self, key: str) -> list[str]:
        """The sort keys of what stands beside the file's row: its change log comes late, by the stream."""
        return [row["sk"] for row in self.cloud.rows("catalog", f"F#{key}") if row["sk"] != "FILE"]

    def delete(self, key: str) -> None:
        assert self.api("DELETE", f"/files/{key.partition('/')[2]}").status_code == 204

    def update(self, key: str, change: str, **values: str) -> None:
        given: Any = {"ExpressionAttributeValues": {f":{name}": {"S": value} for name, value in values.items()}}
        self.cloud.root("dynamodb").update_item(
            TableName=self.table,
            Key={"pk": {"S": f"F#{key}"}, "sk": {"S": "FILE"}},
            UpdateExpression=change,
            **(given if values else {}),
        )

    def lists(self, key: str) -> None:
        """A row of a list is missing, and there is one too many."""
        one, *_ = sorted(places.places(processed.file_of(self.cloud, key)))
        dynamodb = self.cloud.root("dynamodb")
        dynamodb.delete_item(TableName=self.table, Key=one.key)
        dynamodb.put_item(TableName=self.table, Item=one._replace(pk=places.partition(key[:34], "G#gone", 0)).key)

    def object(self, key: str) -> None:
        version = self.cloud.catalogue(key)["versionId"]
        self.cloud.root("s3").delete_object(Bucket=self.uploads, Key=key, VersionId=version)

    def row(self, key: str) -> None:
        """The row is gone, and what it counted for: a purge that did it the other way round."""
        file = processed.file_of(self.cloud, key)
        with patch.object(aws, "dynamodb", lambda: self.cloud.root("dynamodb")):
            file = deletions.delete(self.table, file, by="test", at=times.now())
            deletions.forget(self.table, deletions.begin_purge(self.table, file, by="test", at=times.now()))

    def infected(self, key: str) -> None:
        """Found infected two days ago, and not put away."""
        found = Scan(ScanResult.INFECTED, "clamav", LONG_AGO, signature="Test")
        file = processed.settle(self.cloud, key, Status.FAILED, scan=found, started_at=LONG_AGO, ended_at=LONG_AGO)
        file = dataclasses.replace(file, changed_at=LONG_AGO)
        self.cloud.root("dynamodb").put_item(TableName=self.table, Item=file_rows.to_item(file))

    def parts(self, key: str) -> None:
        s3, of = self.cloud.root("s3"), {"Bucket": self.uploads, "Key": key}
        begun = s3.create_multipart_upload(**of)["UploadId"]
        s3.upload_part(**of, UploadId=begun, PartNumber=1, Body=b"12345")


@pytest.fixture
def damage(cloud, people):
    return Damage(cloud, signed_in(cloud, people(f"damager-{uuid.uuid4().hex[:8]}")))


def test_what_does_not_agree_is_told_then_mended_then_gone(cloud, damage):
    keys = [damage.file() for _ in range(7)]
    listed, lost, purged, forgotten, infected, orphaned, agreed = keys
    tenant = agreed[:34]
    damage.lists(listed)
    damage.object(lost)
    for key in (purged, forgotten):
        damage.delete(key)
    damage.update(purged, "SET purgingSince = :at", at=times.text(times.now()))
    damage.update(forgotten, "REMOVE waitingIn, waitingSince")
    damage.infected(infected)
    file_id = processed.file_of(cloud, orphaned).id
    processed.derive(cloud, file_id, "text.txt", b"hello", "text/plain")
    # The change log goes once the stream tells that the row went: nothing of it may come after that.
    eventually(lambda: len(damage.beside(orphaned)) == 2)
    damage.row(orphaned)
    eventually(lambda: not damage.beside(orphaned))
    eventually(lambda: len(damage.beside(purged)) == 3)
    damage.parts(agreed)

    before = disagreements(cloud, tenant)
    told = ask(cloud, tenant, dry_run=True)
    assert {name: one["found"] for name, one in told.items()} == {
        "object_missing": 1,
        "quarantine_unfinished": 1,
        "purge_unfinished": 1,
        "waiting_missing": 1,
        "place_missing": 1,
        "place_orphaned": 1,
        "object_orphaned": 1,
        "derivative_orphaned": 1,
        "parts_abandoned": 1,
    }
    assert not [name for name, one in told.items() if one["mended"] or one["young"] or one["failed"]]
    assert disagreements(cloud, tenant) == before != []

    mended = ask(cloud, tenant, dry_run=False)
    assert mended == {name: one | {"mended": 1} for name, one in told.items()}
    row = cloud.catalogue(lost)
    assert (row["status"], row["reasonCode"], row["changedBy"]) == ("deleted", "object_missing", "janitor")
    assert cloud.catalogue(forgotten)["waitingIn"].startswith("deleted#")
    assert cloud.rows("catalog", f"F#{purged}") == []
    processed.settle(cloud, infected)  # as it was asked for

    assert ask(cloud, tenant, dry_run=False) == {}
    assert [line for line in disagreements(cloud, tenant) if lost not in line] == []


def test_the_clock_goes_on_with_what_is_under_way_and_begins_nothing_here(cloud):
    assert cloud.invoke("janitor", {}).get("state") in (None, "running", "done")
