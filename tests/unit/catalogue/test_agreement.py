"""That the check of a catalogue's truth notices whatever can be untrue, and nothing else."""

import dataclasses

import pytest

from common.files import file_rows, places, usage, usage_rows
from common.files.file import Arrival, Deletion, FileId
from common.files.lifecycle import Status
from common.files.processing import Processing, Scan, ScanResult, Variant
from tests.e2e.agreement import There, faults
from tests.unit.cloud import FILE_ID, KEY, NOW, OWNER, TENANT, pending

SMALL = Variant(f"{KEY}/1/thumb-200.jpg", "image/jpeg", 8)
RUN = Processing(1, "run", NOW, variants={"thumb-200": SMALL}, extracted=1)
FILE = pending(status=Status.COMPLETED, arrival=Arrival("v1", "e", 8, NOW), processing=RUN, tags=("x",), usage_shard=2)
PENDING = pending(usage_shard=2)
DELETED = dataclasses.replace(FILE, status=Status.DELETED, deletion=Deletion(NOW, OWNER, Status.COMPLETED))


def rows(file=FILE):
    used = usage_rows.key(TENANT, 2) | usage_rows.attributes("used", usage.of(file))
    return [file_rows.to_item(file), used, *(place.key for place in places.places(file))]


def there(file=FILE, **more):
    whole = There(rows(file), versions={KEY: {"v1"}}, derived={SMALL.key})
    return dataclasses.replace(whole, **more)


def infected(status):
    scan = Scan(ScanResult.INFECTED, "clamav", NOW, "Eicar")
    return dataclasses.replace(FILE, status=status, processing=dataclasses.replace(RUN, variants={}, scan=scan))


@pytest.mark.parametrize(
    "agreed",
    [
        there(),
        there(DELETED),
        there(PENDING, versions={}, derived=set(), parts={KEY}),
        there(infected(Status.QUARANTINED), versions={}, derived=set(), quarantined={KEY}),
        there(dataclasses.replace(DELETED, reason_code="object_missing"), versions={}),
        There([]),
        There([], quarantined={KEY}),  # kept for a time of its own
        there(items=[*rows(), {"pk": {"S": f"F#{KEY}"}, "sk": {"S": "EXTRACTED#000001"}}]),
    ],
)
def test_nothing_is_wrong(agreed):
    assert faults(agreed) == []


EXTRA = places.Place(places.partition(TENANT, places.of_tag("old"), 0), places.sort_key(NOW, FILE_ID.id))
OTHER = FileId(TENANT, "00000000-0000-4000-8000-000000000000").key
PURGING = dataclasses.replace(DELETED, deletion=Deletion(NOW, OWNER, Status.COMPLETED, purging_since=NOW))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (there(items=[*rows(), EXTRA.key]), "a place of nobody"),
        (there(items=rows()[:-1]), "a place is missing"),
        (there(items=[*rows(DELETED), EXTRA.key]), "a place of nobody"),
        (there(items=[row for row in rows() if row["sk"]["S"] != "FILE"]), "an object without a row"),
        (there(items=[*rows(PENDING)[:1], *rows()[1:2]], versions={}, derived=set()), "its files are"),
        (there(versions={}), "its version is not there"),
        (there(versions={KEY: {"v1", "v2"}}), "version v2 is nobody's"),
        (there(versions={KEY: {"v1"}, OTHER: {"v3"}}), "an object without a row"),
        (there(markers={KEY}), "a delete marker"),
        (there(derived=set()), "a variant is missing"),
        (there(derived={SMALL.key, f"{OTHER}/1/text.txt"}), "derived from nothing"),
        (there(derived={SMALL.key, f"{KEY}/2/text.txt"}), "an attempt that is over"),
        (there(parts={KEY}), "parts that nobody waits for"),
        (there(PURGING), "a purge that did not come to its end"),
        (there(infected(Status.PROCESSING), derived=set()), "a quarantine that did not come to its end"),
        (there(infected(Status.QUARANTINED), derived=set(), quarantined={KEY}), "version v1 is nobody's"),
        (there(infected(Status.QUARANTINED), derived=set(), versions={}), "there is no copy"),
        (There([{"pk": {"S": f"F#{KEY}"}, "sk": {"S": "EXTRACTED#000001"}}]), "without a file"),
    ],
)
def test_what_is_wrong_is_told(wrong, told):
    assert told in "\n".join(faults(wrong))
