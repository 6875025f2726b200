"""The compactor over the real bucket, with the rights of its role."""

import uuid

import pytest

from common import times
from common.events.archive import of_tenant
from tests.e2e import archived


@pytest.fixture
def tenant():
    """A tenant that nobody else writes for."""
    return f"t-{uuid.uuid4().hex}"


def test_small_objects_become_a_large_one(cloud, tenant):
    for batch in ("ab", "cd", "ef"):
        archived.put(cloud, tenant, *map(archived.event, batch))
    assert cloud.invoke("compactor", {})["read"] >= 3
    (key,) = archived.keys(cloud, of_tenant(tenant))
    assert key.rpartition("/")[2].startswith("compacted-")
    assert archived.events(cloud, key) == [*"abcdef"]
    s3, bucket = cloud.root("s3"), cloud.outputs["archive_bucket"]
    assert s3.get_object_tagging(Bucket=bucket, Key=key)["TagSet"] == [{"Key": "inlet", "Value": "compacted"}]
    versions = s3.list_object_versions(Bucket=bucket, Prefix=of_tenant(tenant))
    assert [one["Key"] for one in versions["Versions"]] == [key]
    assert not versions.get("DeleteMarkers")
    assert archived.keys(cloud, "compaction/plans/") == []


def test_damaged_ones_are_put_aside(cloud, tenant):
    archived.put(cloud, tenant, archived.event("a"))
    archived.put(cloud, tenant, archived.event("b"))
    bad = archived.put(cloud, tenant)
    assert cloud.invoke("compactor", {})["aside"] >= 1
    assert archived.events(cloud, of_tenant(tenant)) == ["a", "b"]
    (kept,) = archived.keys(cloud, f"damaged/{of_tenant(tenant)}")
    assert kept.startswith(f"damaged/{bad}/")


def test_open_hours_are_left_alone(cloud, tenant):
    small = {archived.put(cloud, tenant, archived.event(one), at=times.now()) for one in "ab"}
    cloud.invoke("compactor", {})
    assert set(archived.keys(cloud, of_tenant(tenant))) == small
