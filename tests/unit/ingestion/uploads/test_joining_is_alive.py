"""To ask for the parts to be joined is a sign of life: nothing expires while S3 is at it, or after it is done."""

from datetime import UTC, datetime, timedelta

import pytest

from common import times
from common.files import catalog
from common.files.lifecycle import Status
from tests.unit.cloud import NOW
from tests.unit.ingestion.conftest import before_call
from tests.unit.ingestion.multipart import BODIES, COMPLETE, ID, announced, code, sender, sent

__all__ = ["announced", "sender", "sent"]
ANNOUNCED = datetime.fromtimestamp(1_790_000_000, UTC)
LATER = ANNOUNCED + timedelta(seconds=10)


def complete(api, at=LATER):
    return api(COMPLETE, upload=ID, at=int(at.timestamp()))


def pending_since(catalog_table):
    (row,) = [row for row in catalog_table.scan(TableName="catalog")["Items"] if row["sk"]["S"] == "FILE"]
    return row["waitingSince"]["S"]


@pytest.mark.parametrize("lacking", [[], [2]])
def test_however_it_goes_and_however_soon(announced, api, catalog_table, lacking):
    announced.send(*{1, 2, 3}.difference(lacking))
    assert complete(api).status == (409 if lacking else 200)
    assert announced.row.last_sign_of_life == announced.row.changed_at == LATER
    assert pending_since(catalog_table) == times.text(LATER)
    assert complete(api, LATER + timedelta(seconds=1)).status == (409 if lacking else 200)
    assert pending_since(catalog_table) == times.text(LATER + timedelta(seconds=1))


@pytest.mark.parametrize("at", ["ListParts", "CompleteMultipartUpload"])
def test_a_sweeper_that_read_the_row_before_comes_too_late(sent, api, at):
    read = sent.row
    late = []

    def expire(**_):
        with pytest.raises(catalog.Stale):
            catalog.move("catalog", read, Status.EXPIRED, by="sweeper", at=NOW)
        late.append(read)

    with before_call(at, expire):
        assert complete(api).status == 200
    assert (late, sent.row.status, sent.content) == ([read], Status.PENDING, b"".join(BODIES))


@pytest.mark.parametrize("status", [Status.EXPIRED, Status.ABORTED])
def test_a_sweeper_that_is_faster_keeps_the_parts_from_being_joined(sent, api, status):
    over: list[Status] = []

    def end(**_):
        if not over:
            over.append(status)
            catalog.move("catalog", sent.row, status, by="sweeper", at=NOW)

    with before_call("UpdateItem", end):
        answer = complete(api)
    assert (code(answer), sent.row.status, sent.content) == ((409, "upload_settled"), status, None)
    assert status.value in answer.json["detail"]
