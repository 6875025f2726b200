"""Moves of files that count for their tenant's usage: the row and the usage change together, once, or not at all."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from common import aws
from common.errors import Busy
from common.files import catalog, usage_rows
from common.files.file import Arrival, Rejection
from common.files.lifecycle import Status
from common.files.usage import NOTHING, Amount
from tests.unit.cloud import FILE_ID, NOW, TENANT, Crash, dying_at, interrupted, pending

FREE = Amount(100, 10, 5)
FILE = pending(size=None, usage_shard=3)
ARRIVAL = Arrival("v1", "etag", 8, NOW)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr("random.uniform", lambda *_: 0)


def announce(cloud, file=FILE):
    """A file, and usage that counts it and nothing else."""
    used = usage_rows.attributes("used", Amount(1000, 1, 1) + file.held)
    item = usage_rows.key(TENANT, 3) | used | usage_rows.attributes("free", FREE)
    aws.dynamodb().put_item(TableName=cloud.catalog, Item=item)
    return cloud.announce(file)


def counted(cloud):
    """What is used and what is free."""
    row: Any = aws.dynamodb().get_item(TableName=cloud.catalog, Key=usage_rows.key(TENANT, 3)).get("Item", {})
    return usage_rows.amount("used", row), usage_rows.amount("free", row)


def move(cloud, file, to, **more):
    return catalog.move(cloud.catalog, file, to, by="logger", at=NOW, **more)


def conflict(reasons):
    answer: Any = {"Error": {"Code": "TransactionCanceledException"}}
    answer["CancellationReasons"] = [{"Code": reason} for reason in reasons]
    return ClientError(answer, "TransactWriteItems")


def test_what_arrives_is_no_longer_pending_and_counts_as_large_as_it_is(cloud):
    moved = move(cloud, announce(cloud), Status.UPLOADED, arrival=ARRIVAL)
    assert cloud.file() == moved
    assert counted(cloud) == (Amount(8, 1), FREE + Amount(992, 0, 1))


@pytest.mark.parametrize("status", [Status.REJECTED, Status.EXPIRED, Status.ABORTED])
def test_what_does_not_arrive_gives_all_back(cloud, status):
    moved = move(cloud, announce(cloud), status, rejection=Rejection("c", "r"))
    assert cloud.file() == moved
    assert counted(cloud) == (NOTHING, FREE + Amount(1000, 1, 1))


def test_what_is_held_for_others_goes_back_too_and_is_held_no_more(cloud):
    moved = move(cloud, announce(cloud, pending(size=None, usage_shard=3, held=Amount(50, 5, 5))), Status.ABORTED)
    assert cloud.file() == moved
    assert moved.held == NOTHING
    assert counted(cloud) == (NOTHING, FREE + Amount(1050, 6, 6))


def test_what_changes_nothing_of_the_usage_is_one_plain_write(cloud):
    uploaded = move(cloud, announce(cloud), Status.UPLOADED, arrival=ARRIVAL)
    before, calls = counted(cloud), list[str]()
    with interrupted(calls.append):
        move(cloud, uploaded, Status.PROCESSING)
    assert (calls, counted(cloud)) == (["UpdateItem"], before)


def test_files_of_before_there_were_quotas_just_move(cloud):
    file = cloud.announce()
    move(cloud, file, Status.ABORTED)
    assert counted(cloud) == (NOTHING, NOTHING)
    assert len(cloud.items(cloud.catalog)) == 1


def test_of_two_who_move_a_file_one_gives_back(cloud):
    file = announce(cloud)
    overtaken: list[str] = []

    def overtake(operation):
        if not overtaken:
            overtaken.append(operation)
            move(cloud, file, Status.ABORTED)

    with interrupted(overtake), pytest.raises(catalog.Stale):
        move(cloud, file, Status.UPLOADED, arrival=ARRIVAL)
    assert cloud.file().status is Status.ABORTED
    assert counted(cloud) == (NOTHING, FREE + Amount(1000, 1, 1))


def test_others_at_the_same_usage_are_waited_for(cloud):
    file = announce(cloud)
    failures = iter([["None", "TransactionConflict"], ["TransactionConflict", "None"], ["None", "ThrottlingError"]])

    def meet(operation):
        if reasons := next(failures, None):
            raise conflict(reasons)

    with interrupted(meet):
        move(cloud, file, Status.UPLOADED, arrival=ARRIVAL)
    assert counted(cloud) == (Amount(8, 1), FREE + Amount(992, 0, 1))


def test_others_that_never_go_are_no_reason_to_read_again(cloud):
    file = announce(cloud)
    calls: list[str] = []

    def meet(operation):
        calls.append(operation)
        raise conflict(["None", "TransactionConflict"])

    with interrupted(meet), pytest.raises(Busy):
        move(cloud, file, Status.UPLOADED, arrival=ARRIVAL)
    assert calls == ["TransactWriteItems"] * 6
    assert cloud.file() == file


def test_what_is_wrong_is_not_tried_again(cloud):
    file = announce(cloud)

    def refuse(operation):
        raise conflict(["ValidationError", "None"])

    with interrupted(refuse), pytest.raises(ClientError):
        move(cloud, file, Status.UPLOADED, arrival=ARRIVAL)


@pytest.mark.parametrize("moment", ["before-call", "after-call"])
def test_who_dies_has_done_both_or_nothing(cloud, moment):
    file = announce(cloud)
    with interrupted(dying_at(1), moment), pytest.raises(Crash):
        move(cloud, file, Status.EXPIRED)
    done = moment == "after-call"
    assert (cloud.file().status is Status.EXPIRED) is done
    assert (counted(cloud)[0] == NOTHING) is done
    if not done:
        move(cloud, catalog.find(cloud.catalog, FILE_ID), Status.EXPIRED)
    with pytest.raises(catalog.Stale):
        move(cloud, file, Status.EXPIRED)
    assert counted(cloud) == (NOTHING, FREE + Amount(1000, 1, 1))
