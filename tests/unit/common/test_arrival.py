"""Settling what arrived: in an order in which any crash is mended by doing it again."""

from typing import Any

import pytest

from common import arrival, catalog
from common.admission import Admitted
from common.errors import Busy
from common.files import Rejection
from common.lifecycle import Status
from tests.unit.cloud import KEY, NOW, PNG, interrupted


def settle(cloud, head, record=lambda settled: None, **more) -> Any:
    settler = arrival.Settler(cloud.catalog, cloud.bucket, "logger", **more)
    return settler.settle(KEY, cloud.file(), head, at=NOW, record=record)


def test_an_admitted_version_is_pinned_before_it_is_recorded(cloud):
    cloud.announce()
    head = cloud.head(cloud.upload())
    seen = []
    settled = settle(cloud, head, lambda settled: seen.append((settled, cloud.file())))
    assert settled.decision == Admitted(first=True)
    assert seen == [(settled, settled.file)]
    assert settled.file.arrival.version_id == head.version_id
    assert cloud.versions() == {head.version_id}


def test_a_rejected_version_is_recorded_before_it_is_removed(cloud):
    cloud.announce()
    head = cloud.head(cloud.upload(body=b"other size"))
    seen = []
    settled = settle(cloud, head, lambda settled: seen.append(cloud.versions()))
    assert seen == [{head.version_id}]
    assert cloud.versions() == set()
    assert (settled.file.status, settled.file.reason_code) == (Status.REJECTED, "size_mismatch")
    assert settled.file.rejected_version == head.version_id


def test_nothing_is_removed_that_could_not_be_recorded(cloud):
    head = cloud.head(cloud.upload())

    def refuse(settled):
        raise Busy

    with pytest.raises(Busy):
        settle(cloud, head, refuse)
    assert cloud.versions() == {head.version_id}


def test_a_row_that_changes_meanwhile_is_decided_anew(cloud):
    read = cloud.announce()
    head = cloud.head(cloud.upload())
    catalog.move(cloud.catalog, read, Status.ABORTED, by="owner", at=NOW)
    settler = arrival.Settler(cloud.catalog, cloud.bucket, "logger")
    settled: Any = settler.settle(KEY, read, head, at=NOW, record=lambda settled: None)
    assert settled.decision.rejection.code == "aborted"
    assert (cloud.file().status, cloud.versions()) == (Status.ABORTED, set())


def test_a_row_that_holds_still_is_not_read_again(cloud):
    file = cloud.announce()
    head = cloud.head(cloud.upload())
    calls: list[str] = []
    with interrupted(calls.append):
        arrival.Settler(cloud.catalog, cloud.bucket, "logger").settle(KEY, file, head, at=NOW, record=lambda _: None)
    assert calls == ["UpdateItem"]


@pytest.mark.parametrize("body", [PNG, b"other size"])
@pytest.mark.parametrize("stay_listed", [True, False])
def test_the_row_leaves_the_index_unless_it_is_to_stay(cloud, body, stay_listed):
    cloud.announce()
    settled = settle(cloud, cloud.head(cloud.upload(body=body)), stay_listed=stay_listed)
    assert settled.file.listed is cloud.file().listed is stay_listed
    assert ("pendingShard" in cloud.items(cloud.catalog)[0]) is stay_listed


def test_a_row_that_never_holds_still_is_left_to_later(cloud, monkeypatch):
    cloud.announce()
    head = cloud.head(cloud.upload())

    def stale(*args, **more):
        raise catalog.Stale

    monkeypatch.setattr(catalog, "move", stale)
    with pytest.raises(Busy):
        settle(cloud, head)
    assert cloud.versions() == {head.version_id}


def test_a_key_of_no_file_is_unannounced(cloud):
    version = cloud.upload("stray.png")
    head = cloud.head(version, "stray.png")
    settler = arrival.Settler(cloud.catalog, cloud.bucket, "logger")
    settled: Any = settler.settle("stray.png", None, head, at=NOW, record=lambda settled: None)
    assert settled.decision.rejection == Rejection("unannounced", "Nobody announced this object.")
    assert (settled.file, cloud.versions("stray.png")) == (None, set())
