"""A notification that comes after the sweeper settled its object."""

from datetime import timedelta

import pytest

from common.files import arrival, audit, notifications
from common.files.lifecycle import Status
from common.files.verdicts import verdict
from tests.unit.cloud import KEY, NOW, PNG, Crash, pending
from tests.unit.logger.conftest import ALL, record


def sweep(cloud, dies=False):
    """What the sweeper does with an object that it finds."""
    head = cloud.head()

    def put(settled):
        if dies:
            raise Crash
        passed, sort = verdict(settled.decision, head), notifications.swept(head.version_id)
        audit.put_verdict(cloud.audit, KEY, sort, passed, settled.file, by="sweeper", at=NOW)

    settler = arrival.Settler(cloud.catalog, cloud.bucket, cloud.verifications, "sweeper", last_resort=True)
    settler.settle(KEY, cloud.file(), head, request="", at=NOW, record=put)


ARRIVALS = [
    # body               status             outcome
    (PNG, Status.UPLOADED, "admitted"),
    (b"another size", Status.REJECTED, "rejected"),
]


@pytest.mark.parametrize(("body", "status", "outcome"), ARRIVALS)
def test_changes_nothing_but_is_on_record_and_told(cloud, logger, clock, body, status, outcome):
    logger.configure(ALL)
    cloud.announce(pending(signed_at=NOW - timedelta(days=2)))
    version = cloud.upload(body=body)
    sweep(cloud)
    before = cloud.items(cloud.catalog), cloud.versions()
    clock.advance(hours=3)
    for _ in range(2):
        assert logger([record(version)]) == []
    assert (cloud.items(cloud.catalog), cloud.versions()) == before
    assert cloud.file().status is status
    assert f"01#ObjectCreated:Put#{version}" in cloud.audited()
    (mail,) = cloud.mails()
    assert outcome in mail.subject


@pytest.mark.parametrize(("body", "status", "outcome"), ARRIVALS)
def test_mends_what_a_sweeper_that_died_left_undone(cloud, logger, body, status, outcome):
    cloud.announce()
    version = cloud.upload(body=body)
    with pytest.raises(Crash):
        sweep(cloud, dies=True)
    assert cloud.file().status is status
    assert logger([record(version)]) == []
    assert cloud.audited()[f"01#ObjectCreated:Put#{version}#decision"]["verdict"] == outcome
    assert cloud.versions() == ({version} if outcome == "admitted" else set())
