"""Where files stand in lists, and in the index of those that are not completed."""

import json
import zlib
from datetime import timedelta

import pytest

from common.files import file_rows, places, spread
from common.files.file import FileId
from common.files.lifecycle import FOLLOWS, Status
from common.files.places import Place
from common.settings import Malformed
from tests.unit.cloud import FILE_ID, NOW, OWNER, TENANT, pending

POSITION = "2026-11-21T13:05:00.123Z#" + FILE_ID.id


def test_a_file_that_arrived_stands_in_each_of_its_lists():
    file = pending(status=Status.UPLOADED, tags=("x", "a#0", "ü"), shard=3)
    assert places.places(file) == {
        Place(f"L#{TENANT}#{dimension}#3", POSITION)
        for dimension in ("ALL", "P#default", f"O#{OWNER}", "Y#image/png", "G#x", "G#a#0", "G#ü")
    }


@pytest.mark.parametrize("status", Status)
def test_what_arrived_is_listed_and_nothing_else(status):
    listed = {"uploaded", "processing", "completed", "failed", "quarantined"}
    assert bool(places.places(pending(status=status))) is (status in listed)


def test_no_two_lists_are_one_however_their_names_are_made():
    dimensions = [
        places.ALL,
        *(of(name) for of in (places.of_project, places.of_owner, places.of_type, places.of_tag) for name in "ab"),
        places.of_tag("a#1"),
        places.of_tag("1"),
    ]
    assert len({places.partition(TENANT, one, shard) for one in dimensions for shard in (0, 1, 11)}) == 33


def test_places_sort_as_time_does():
    later = NOW + timedelta(milliseconds=1)
    assert places.sort_key(NOW, "f" * 36) < places.sort_key(later, "0" * 36)
    assert len(places.sort_key(NOW, FILE_ID.id)) == 61


def test_changes_are_the_difference():
    before, after = (pending(status=Status.COMPLETED, tags=tags) for tags in (("a", "b"), ("b", "c")))
    (gone,), (come,) = ({Place(f"L#{TENANT}#G#{tag}#0", POSITION)} for tag in "ac")
    assert places.changes("t", before, after) == [
        {"Delete": {"TableName": "t", "Key": gone.key}},
        {"Put": {"TableName": "t", "Item": come.key}},
    ]
    assert places.changes("t", before, before) == []


def test_all_that_can_change_at_once_fits_into_one_transaction():
    before, after = (
        pending(status=Status.COMPLETED, tags=tuple(f"{prefix}{number}" for number in range(40)), project=prefix)
        for prefix in ("a", "b")
    )
    the_row_and_usage = 2
    assert the_row_and_usage + len(places.changes("t", before, after)) <= 100


def by_status(**of):
    row = file_rows.to_item(pending(**of))
    assert ("statusKey" in row) == ("statusAt" in row)
    assert row.get("statusAt", {"S": POSITION}) == {"S": POSITION}
    return row.get("statusKey", {"S": None})["S"]


def test_what_is_not_completed_is_found_by_its_status():
    groups = {status: by_status(status=status, shard=2) for status in Status}
    on_their_way = {Status.PENDING, Status.UPLOADED, Status.PROCESSING}
    assert {groups.pop(status) for status in on_their_way} == {f"{TENANT}#open#2"}
    assert groups.pop(Status.COMPLETED) is None
    assert groups == {status: f"{TENANT}#{status.value}#2" for status in groups}
    assert len(groups) == 6


def test_on_its_way_a_file_changes_its_place_in_that_index_once():
    for before, following in FOLLOWS.items():
        if before in {Status.PENDING, Status.UPLOADED}:
            assert all(by_status(status=one) == by_status() for one in following & {Status.UPLOADED, Status.PROCESSING})


def test_a_row_says_its_shard_and_rows_of_before_are_in_the_first():
    item = file_rows.to_item(pending(shard=7))
    assert file_rows.from_item(item).shard == 7
    del item["shard"]
    assert file_rows.from_item(item).shard == 0


def test_new_files_are_spread_over_the_shards_of_their_tenant():
    of = spread.parse(json.dumps({"default": 1, "tenants": {TENANT: 8}}))
    ids = [FileId(TENANT, f"{number:08x}-0000-4000-8000-000000000000") for number in range(200)]
    shards = [file.shard for file in of.assigned([pending(file_id) for file_id in ids])]
    assert shards == [zlib.crc32(file_id.id.encode()) % 8 for file_id in ids]
    assert set(shards) == set(range(8))
    other = FileId("t-" + "f" * 32, FILE_ID.id)
    assert [file.shard for file in of.assigned([pending(other)])] == [0]
    assert (of.shards(TENANT), of.shards(other.tenant)) == (8, 1)


@pytest.mark.parametrize("shards", ["0", "33", "-1", "1.5", '"8"', "true", "null"])
def test_no_other_numbers_are_numbers_of_shards(shards):
    for text in (f'{{"default": {shards}, "tenants": {{}}}}', f'{{"default": 1, "tenants": {{"t": {shards}}}}}'):
        with pytest.raises(Malformed):
            spread.parse(text)
