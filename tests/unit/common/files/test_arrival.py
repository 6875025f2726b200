"""Settling what arrived: in an order in which any crash is mended by doing it again."""

import dataclasses
import hashlib
from typing import Any

import pytest

from common.errors import Busy
from common.files import arrival, catalog
from common.files.admission import Admitted
from common.files.file import Rejection, Verification
from common.files.lifecycle import Status
from tests.unit.cloud import KEY, NOW, PNG, interrupted, pending

REQUEST = "a request"


def settle(cloud, head, record=lambda settled: None, **more) -> Any:
    settler = arrival.Settler(cloud.catalog, cloud.bucket, cloud.verifications, "logger", **more)
    return settler.settle(KEY, cloud.file(), head, request=REQUEST, at=NOW, record=record)


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
    settler = arrival.Settler(cloud.catalog, cloud.bucket, cloud.verifications, "logger")
    settled: Any = settler.settle(KEY, read, head, request=REQUEST, at=NOW, record=lambda settled: None)
    assert settled.decision.rejection.code == "aborted"
    assert (cloud.file().status, cloud.versions()) == (Status.ABORTED, set())


def test_a_row_that_holds_still_is_not_read_again(cloud):
    file = cloud.announce()
    head = cloud.head(cloud.upload())
    calls: list[str] = []
    with interrupted(calls.append):
        arrival.Settler(cloud.catalog, cloud.bucket, cloud.verifications, "logger").settle(
            KEY, file, head, request=REQUEST, at=NOW, record=lambda _: None
        )
    assert calls == ["TransactWriteItems"]


@pytest.mark.parametrize("body", [PNG, b"other size"])
@pytest.mark.parametrize("stay_listed", [True, False])
def test_the_row_leaves_the_index_unless_it_is_to_stay(cloud, body, stay_listed):
    cloud.announce()
    settled = settle(cloud, cloud.head(cloud.upload(body=body)), last_resort=stay_listed)
    assert settled.file.listed is cloud.file().listed is stay_listed
    assert ("waitingIn" in cloud.items(cloud.catalog)[0]) is stay_listed


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
    settler = arrival.Settler(cloud.catalog, cloud.bucket, cloud.verifications, "logger")
    settled: Any = settler.settle("stray.png", None, head, request=REQUEST, at=NOW, record=lambda settled: None)
    assert settled.decision.rejection == Rejection("unannounced", "Nobody announced this object.")
    assert (settled.file, cloud.versions("stray.png")) == (None, set())


SHA = hashlib.sha256(PNG).hexdigest()


def test_what_only_its_bytes_can_prove_is_handed_over_and_noted(cloud):
    cloud.announce(pending(sha256=SHA))
    head = cloud.head(cloud.upload())
    assert settle(cloud, head, refuse_to_record) is None
    assert cloud.bodies(cloud.verifications) == [REQUEST]
    file = cloud.file()
    assert (file.status, file.listed) == (Status.PENDING, True)
    assert file.verification == Verification(head.version_id, NOW)
    assert cloud.versions() == {head.version_id}


def refuse_to_record(settled):
    raise AssertionError


def test_what_is_noted_is_handed_over_once(cloud):
    cloud.announce(pending(sha256=SHA))
    head = cloud.head(cloud.upload())
    for _ in range(3):
        settle(cloud, head)
    assert cloud.bodies(cloud.verifications) == [REQUEST]
    assert cloud.file().revision == 2


def test_another_version_is_handed_over_for_itself(cloud):
    cloud.announce(pending(sha256=SHA))
    settle(cloud, cloud.head(cloud.upload()))
    later = cloud.head(cloud.upload())
    settle(cloud, later)
    assert cloud.bodies(cloud.verifications) == [REQUEST] * 2
    assert cloud.file().verification.version_id == later.version_id


def test_the_last_resort_hands_over_again(cloud):
    cloud.announce(pending(sha256=SHA))
    head = cloud.head(cloud.upload())
    settle(cloud, head)
    assert settle(cloud, head, last_resort=True) is None
    assert cloud.bodies(cloud.verifications) == [REQUEST] * 2


def test_the_last_resort_rejects_after_the_third_request(cloud):
    cloud.announce(pending(sha256=SHA))
    head = cloud.head(cloud.upload())
    for _ in range(3):
        assert settle(cloud, head, last_resort=True) is None
    # A notification that is delivered again decides nothing.
    assert settle(cloud, head) is None
    settled = settle(cloud, head, last_resort=True)
    assert settled.decision.rejection.code == "unverifiable"
    assert (cloud.file().status, cloud.versions()) == (Status.REJECTED, set())
    assert len(cloud.bodies(cloud.verifications)) == 3


def test_another_version_is_asked_for_as_often(cloud):
    file = pending(sha256=SHA, verification=Verification("v1", NOW, attempts=3))
    cloud.announce(file)
    head = cloud.head(cloud.upload())
    assert settle(cloud, head, last_resort=True) is None
    assert cloud.file().verification == Verification(head.version_id, NOW)


def test_the_digest_comes_in_time_for_the_last_resort(cloud):
    cloud.announce(pending(sha256=SHA, verification=Verification("v1", NOW, attempts=3)))
    head = dataclasses.replace(cloud.head(cloud.upload()), checksum_sha256=SHA)
    assert settle(cloud, head, last_resort=True).decision == Admitted(first=True)


def test_with_the_digest_it_settles_and_its_verification_has_ended(cloud):
    cloud.announce(pending(sha256=SHA))
    head = cloud.head(cloud.upload())
    settle(cloud, head)
    settled = settle(cloud, dataclasses.replace(head, checksum_sha256=SHA))
    assert settled.decision == Admitted(first=True)
    assert (cloud.file().status, cloud.file().verification.ended_at) == (Status.UPLOADED, NOW)


def test_a_row_that_was_settled_before_the_note_is_decided_anew(cloud):
    """The verifier may be quicker than the one who asked it."""
    read = cloud.announce(pending(sha256=SHA))
    head = cloud.head(cloud.upload())
    settle(cloud, dataclasses.replace(head, checksum_sha256=SHA))
    settler = arrival.Settler(cloud.catalog, cloud.bucket, cloud.verifications, "logger")
    settled: Any = settler.settle(KEY, read, head, request=REQUEST, at=NOW, record=lambda settled: None)
    assert settled.decision == Admitted(first=False)
    assert cloud.file().status is Status.UPLOADED


def test_an_upload_aborted_before_the_note_is_rejected(cloud):
    read = cloud.announce(pending(sha256=SHA))
    head = cloud.head(cloud.upload())
    catalog.move(cloud.catalog, read, Status.ABORTED, by="owner", at=NOW)
    settler = arrival.Settler(cloud.catalog, cloud.bucket, cloud.verifications, "logger")
    settled: Any = settler.settle(KEY, read, head, request=REQUEST, at=NOW, record=lambda settled: None)
    assert settled.decision.rejection.code == "aborted"
    assert (cloud.file().verification, cloud.versions()) == (None, set())
