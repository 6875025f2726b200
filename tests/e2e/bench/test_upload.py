"""The upload bench from end to end, with a file of two parts. Every upload in it is checked by the bench itself."""

import pytest

from bench.upload import __main__ as bench
from bench.upload import race, source, storage
from bench.upload.source import MIB
from local.outputs import client

SIZE = 8 * MIB + 1000


def versions(cloud):
    """The keys and ids of all versions that buckets hold, but for events, which stay in the archive for good."""
    s3 = client("s3", cloud.place)
    return {
        (bucket["Name"], version["Key"], version["VersionId"])
        for bucket in s3.list_buckets()["Buckets"]
        if "archive" not in bucket["Name"]
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket["Name"])
        for version in page.get("Versions", ())
        if not version["Key"].endswith(".info")  # the notes that the tus server keeps of each upload
    }


@pytest.mark.long
def test_all_ways_end_to_end_leave_nothing_behind(cloud, tmp_path, capsys):
    before = versions(cloud)
    bench.measure(cloud, tmp_path, SIZE, parallel=2, rounds=1, warm_up=0)
    told = capsys.readouterr().out
    into_s3, into_nothing = told.split("into the embedded S3")[1].split("into a server that keeps nothing")
    clients = [race.LIMIT, bench.INLET, bench.INLET_HASHED, "s3transfer, its defaults", "s3transfer, the same parts"]
    for way in [*clients, bench.TUS, "through Lambda"]:
        assert f"\n| {way}" in into_s3
    for way in [*clients, bench.TUS]:
        assert f"\n| {way}" in into_nothing
    assert told.count("goal: ≥") == 8
    assert versions(cloud) <= before


@pytest.mark.parametrize("stored", [b"", b"abcdefgH", b"abcdefghi"])
def test_a_wrong_upload_is_noticed(cloud, tmp_path, stored):
    s3, made = client("s3", cloud.place), source.make(tmp_path, 8)
    made.path.write_bytes(b"abcdefgh")
    bucket = storage.bucket(s3, "eu-central-1")
    s3.put_object(Bucket=bucket, Key="key", Body=stored)
    with pytest.raises(storage.Wrong):
        storage.verify(s3, [storage.Stored(bucket, "key")], made)
    storage.remove(s3, [storage.Stored(bucket, "key")])
