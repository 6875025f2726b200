"""Files in DynamoDB."""

import dataclasses
from datetime import timedelta

import pytest

from common import aws
from common.files import catalog, file_rows, places, waiting
from common.files.file import Arrival, FileId, Rejection, Verification
from common.files.lifecycle import Status
from common.files.waiting import Wait
from tests.unit.cloud import FILE_ID, NOW, OWNER, TENANT, Crash, dying_at, interrupted, pending

ARRIVAL = Arrival("v1", "etag", 8, NOW)
FULL = pending(
    status=Status.UPLOADED,
    sha256="ab" * 32,
    tags=("x", "ü"),
    metadata={"k": "v"},
    revision=3,
    arrival=ARRIVAL,
    rejected_version="v0",
    reason_code="c",
    reason="r",
)


@pytest.mark.parametrize("file", [pending(), FULL, pending(size=None, signed_at=None)])
def test_a_row_says_all_of_its_file(file):
    assert file_rows.from_item(file_rows.to_item(file)) == file


def test_finds_what_was_announced_and_nothing_else(cloud):
    file = cloud.announce()
    assert catalog.find(cloud.catalog, FILE_ID) == file
    assert catalog.find(cloud.catalog, FileId(TENANT, "0" * 36)) is None


def move(cloud, file, to, **more):
    return catalog.move(cloud.catalog, file, to, by="logger", at=NOW + timedelta(minutes=1), **more)


def test_a_move_writes_what_it_returns(cloud):
    moved = move(cloud, cloud.announce(), Status.UPLOADED, arrival=ARRIVAL)
    assert cloud.file() == moved
    assert (moved.status, moved.revision, moved.arrival) == (Status.UPLOADED, 2, ARRIVAL)
    assert (moved.changed_by, moved.changed_at) == ("logger", NOW + timedelta(minutes=1))


def test_only_pending_files_stand_in_the_index(cloud):
    file = cloud.announce()
    assert "waitingIn" in cloud.items(cloud.catalog)[0]
    move(cloud, file, Status.UPLOADED, arrival=ARRIVAL)
    assert not {"waitingIn", "waitingSince"} & cloud.items(cloud.catalog)[0].keys()


def test_a_rejection_keeps_its_reason_and_version(cloud):
    rejection = Rejection("too_large", "Too large.")
    move(cloud, cloud.announce(), Status.REJECTED, rejection=rejection, rejected_version="v1")
    file = cloud.file()
    assert (file.reason_code, file.reason, file.rejected_version) == ("too_large", "Too large.", "v1")


def test_ttl_is_set_where_a_row_is_kept_for_a_time(cloud):
    move(cloud, cloud.announce(), Status.EXPIRED, keep_for=timedelta(days=30))
    expected = NOW + timedelta(minutes=1) + timedelta(days=30)
    assert cloud.items(cloud.catalog)[0]["ttl"] == str(int(expected.timestamp()))


@pytest.mark.parametrize(
    "as_read",
    [
        pytest.param(pending(revision=2), id="other revision"),
        pytest.param(pending(status=Status.UPLOADED), id="other status"),
        pytest.param(pending(FileId(TENANT, "0" * 36)), id="no row"),
    ],
)
def test_a_row_that_is_not_as_it_was_read_is_stale(cloud, as_read):
    file = cloud.announce()
    to = Status.UPLOADED if as_read.status is Status.PENDING else Status.PROCESSING
    with pytest.raises(catalog.Stale):
        move(cloud, as_read, to, arrival=ARRIVAL)
    assert cloud.file() == file


def test_what_may_not_follow_is_not_even_tried(cloud):
    with pytest.raises(ValueError, match="completed may not follow pending"):
        move(cloud, cloud.announce(), Status.COMPLETED)


def test_overdue_finds_the_silent_in_every_shard(cloud):
    ids = [FileId(TENANT, f"00000000-0000-0000-0000-{number:012}") for number in range(40)]
    for number, file_id in enumerate(ids):
        cloud.announce(pending(file_id, signed_at=NOW - timedelta(hours=number)))
    found = list(catalog.overdue(cloud.catalog, NOW - timedelta(hours=9)))
    assert sorted(found, key=lambda each: each.id) == ids[10:]
    assert len({waiting.place(each, Wait.PENDING, NOW)["waitingIn"]["S"] for each in ids}) > 10


def test_no_shard_is_always_last(cloud):
    for number in range(40):
        cloud.announce(pending(FileId(TENANT, f"00000000-0000-0000-0000-{number:012}")))
    first = {next(catalog.overdue(cloud.catalog, NOW + timedelta(seconds=1))) for _ in range(20)}
    assert len(first) > 1


def test_unlisting_is_for_rows_that_are_no_longer_pending(cloud):
    file = cloud.announce()
    with pytest.raises(catalog.Stale):
        catalog.unlist(cloud.catalog, FILE_ID, by="sweeper", at=NOW)
    assert cloud.file().listed
    moved = move(cloud, file, Status.UPLOADED, arrival=ARRIVAL, stay_listed=True)
    catalog.unlist(cloud.catalog, FILE_ID, by="sweeper", at=NOW)
    catalog.unlist(cloud.catalog, FILE_ID, by="sweeper", at=NOW)
    seen_to = dataclasses.replace(moved, changed_by="sweeper", changed_at=NOW)
    assert (cloud.file(), cloud.file().listed) == (seen_to, False)
    with pytest.raises(catalog.Stale):
        catalog.unlist(cloud.catalog, FileId(TENANT, "0" * 36), by="sweeper", at=NOW)
    assert [row["sk"] for row in cloud.items(cloud.catalog) if row["sk"] == "FILE"] == ["FILE"]


def test_a_sign_of_life_names_who_gave_it(cloud):
    file, later = cloud.announce(), NOW + timedelta(minutes=1)
    alive = catalog.alive(cloud.catalog, file.id, by="u-2", at=later)
    assert alive == cloud.file()
    assert (alive.changed_by, alive.changed_at, alive.revision) == ("u-2", later, 2)


def test_who_changes_a_field_is_named(cloud):
    file, later = cloud.announce(), NOW + timedelta(minutes=1)
    amended = catalog.amend(cloud.catalog, file, by="u-2", at=later, multipart_id="m1")
    assert amended == cloud.file()
    assert (amended.changed_by, amended.changed_at) == ("u-2", later)


def test_overdue_reads_all_pages(cloud):
    ids = [FileId(TENANT, f"00000000-0000-0000-0000-{number:012}") for number in range(12)]
    for file_id in ids:
        item = file_rows.to_item(pending(file_id)) | waiting.place(FILE_ID, Wait.PENDING, NOW)
        aws.dynamodb().put_item(TableName=cloud.catalog, Item=item)

    def one_a_page(params, **_):
        params["Limit"] = 1

    events = aws.dynamodb().meta.events
    events.register("provide-client-params.dynamodb.Query", one_a_page)
    try:
        found = list(catalog.overdue(cloud.catalog, NOW + timedelta(seconds=1)))
    finally:
        events.unregister("provide-client-params.dynamodb.Query", one_a_page)
    assert sorted(found, key=lambda each: each.id) == ids


def test_changes_follow_one_another(cloud):
    file = cloud.announce()
    uploaded = move(cloud, file, Status.UPLOADED, arrival=ARRIVAL)
    processing = move(cloud, uploaded, Status.PROCESSING)
    with pytest.raises(catalog.Stale):
        move(cloud, dataclasses.replace(processing, status=Status.UPLOADED), Status.DELETED)
    assert move(cloud, processing, Status.COMPLETED).revision == 4


def test_a_verification_is_a_sign_of_life(cloud):
    file = cloud.announce()
    later = NOW + timedelta(days=1)
    noted = catalog.verifying(cloud.catalog, file, "v1", by="logger", at=later)
    said = {"revision": 2, "changed_by": "logger", "changed_at": later, "verification": Verification("v1", later)}
    assert noted == cloud.file() == dataclasses.replace(file, **said)
    assert noted.last_sign_of_life == later
    assert list(catalog.overdue(cloud.catalog, later)) == []
    assert list(catalog.overdue(cloud.catalog, later + timedelta(seconds=1))) == [FILE_ID]
    again = catalog.verifying(cloud.catalog, noted, "v1", by="logger", at=later)
    assert again == cloud.file()
    assert (again.revision, again.verification) == (3, Verification("v1", later, attempts=2))
    other = catalog.verifying(cloud.catalog, again, "v2", by="logger", at=later)
    assert other.verification == cloud.file().verification == Verification("v2", later)


def test_only_a_pending_row_that_is_as_it_was_read_is_being_verified(cloud):
    file = cloud.announce()
    with pytest.raises(catalog.Stale):
        catalog.verifying(cloud.catalog, dataclasses.replace(file, revision=2), "v1", by="logger", at=NOW)
    moved = move(cloud, file, Status.UPLOADED, arrival=ARRIVAL)
    with pytest.raises(catalog.Stale):
        catalog.verifying(cloud.catalog, moved, "v1", by="logger", at=NOW)
    assert cloud.file() == moved


def places_of(file):
    assert places.places(file)
    return places.places(file)


def test_a_file_is_listed_when_it_arrives_and_stays_where_it_is_while_it_is_processed(cloud):
    file = move(cloud, cloud.announce(pending(tags=("a", "b"))), Status.UPLOADED, arrival=ARRIVAL)
    assert cloud.listed() == places_of(file)
    calls = list[str]()
    with interrupted(calls.append):
        file = move(cloud, file, Status.PROCESSING)
        file = move(cloud, file, Status.COMPLETED)
    assert calls == ["UpdateItem"] * 2
    assert cloud.listed() == places_of(file)


@pytest.mark.parametrize("moment", ["before-call", "after-call"])
def test_lists_change_with_the_row_or_not_at_all(cloud, moment):
    first = move(cloud, cloud.announce(pending(tags=("a", "b"))), Status.UPLOADED, arrival=ARRIVAL)
    with interrupted(dying_at(1), moment), pytest.raises(Crash):
        catalog.amend(cloud.catalog, first, by=OWNER, at=NOW, tags=("b", "c"), project="other")
    assert (cloud.file().tags == ("b", "c")) is (moment == "after-call")
    assert cloud.listed() == places_of(cloud.file())


def test_who_is_overtaken_changes_no_list(cloud):
    read = move(cloud, cloud.announce(pending(tags=("a",))), Status.UPLOADED, arrival=ARRIVAL)
    there = catalog.amend(cloud.catalog, read, by=OWNER, at=NOW, tags=("b",))
    with pytest.raises(catalog.Stale):
        catalog.amend(cloud.catalog, read, by=OWNER, at=NOW, tags=("c",))
    assert cloud.listed() == places_of(there)


def test_what_is_deleted_is_in_no_list_and_restored_it_is_where_it_was(cloud):
    file = move(cloud, cloud.announce(pending(tags=("a",))), Status.UPLOADED, arrival=ARRIVAL)
    before = cloud.listed()
    file = move(cloud, file, Status.DELETED)
    assert cloud.listed() == frozenset()
    move(cloud, file, Status.UPLOADED)
    assert cloud.listed() == before


def test_the_index_by_status_has_what_is_not_completed(cloud):
    def found(group):
        answer = aws.dynamodb().query(
            TableName=cloud.catalog,
            IndexName="by_status",
            KeyConditionExpression="statusKey = :key",
            ExpressionAttributeValues={":key": {"S": f"{TENANT}#{group}#0"}},
        )
        return [item["pk"]["S"] for item in answer["Items"]]

    file, own = cloud.announce(), [file_rows.row_key(FILE_ID)["pk"]["S"]]
    assert found("open") == own
    for status in (Status.UPLOADED, Status.PROCESSING):
        file = move(cloud, file, status)
        assert found("open") == own
    file = move(cloud, file, Status.FAILED)
    assert (found("open"), found("failed")) == ([], own)
    file = move(cloud, move(cloud, file, Status.PROCESSING), Status.COMPLETED)
    assert (found("open"), found("failed")) == ([], [])
    assert not {"statusKey", "statusAt"} & cloud.items(cloud.catalog)[0].keys()
