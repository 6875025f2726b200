"""Settling what arrived: in an order in which any crash is mended by doing it again."""

from typing import Any

import pytest

from common import arrival, catalog
from common.admission import Admitted
from common.errors import Busy
from common.files import Rejection
from common.lifecycle import Status
from tests.unit.cloud import KEY, NOW


def settle(cloud, head, record=lambda settled: None) -> Any:
    return arrival.settle(cloud.catalog, cloud.bucket, KEY, head, by="logger", at=NOW, record=record)


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


def test_a_row_that_changes_meanwhile_is_decided_anew(cloud, monkeypatch):
    cloud.announce()
    head = cloud.head(cloud.upload())
    meanwhile: list[object] = []
    find: Any = catalog.find

    def aborted_after_reading(table, file_id):
        file = find(table, file_id)
        if not meanwhile:
            meanwhile.append(catalog.move(table, file, Status.ABORTED, by="owner", at=NOW))
        return file

    monkeypatch.setattr(catalog, "find", aborted_after_reading)
    assert settle(cloud, head).decision.rejection.code == "aborted"
    assert (cloud.file().status, cloud.versions()) == (Status.ABORTED, set())


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
    settled: Any = arrival.settle(
        cloud.catalog, cloud.bucket, "stray.png", head, by="logger", at=NOW, record=lambda settled: None
    )
    assert settled.decision.rejection == Rejection("unannounced", "Nobody announced this object.")
    assert (settled.file, cloud.versions("stray.png")) == (None, set())
