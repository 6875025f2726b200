"""When a pending upload has been silent for too long."""

from datetime import timedelta

import pytest

from common.files.file import Verification
from common.files.lifecycle import Status
from processor.janitor import expiry
from tests.unit.cloud import NOW, pending

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
YESTERDAY = NOW - DAY

CASES = [
    # file                                                             overdue
    (pending(signed_at=YESTERDAY), True),
    (pending(signed_at=YESTERDAY - DAY), True),
    (pending(signed_at=YESTERDAY + timedelta(milliseconds=1)), False),
    (pending(created_at=YESTERDAY - DAY, signed_at=NOW), False),
    (pending(created_at=YESTERDAY, signed_at=None), True),
    (pending(created_at=NOW, signed_at=None), False),
    (pending(signed_at=YESTERDAY, verification=Verification("v1", NOW)), False),
    (pending(signed_at=YESTERDAY, verification=Verification("v1", YESTERDAY)), True),
    (pending(signed_at=NOW, verification=Verification("v1", YESTERDAY)), False),
    (pending(signed_at=YESTERDAY, status=Status.ABORTED), True),
    (pending(signed_at=NOW, status=Status.ABORTED), False),
]


@pytest.mark.parametrize(("file", "overdue"), CASES)
def test_only_what_is_silent_is_overdue(file, overdue):
    assert expiry.is_overdue(file, NOW, DAY, HOUR) is overdue


@pytest.mark.parametrize(("began", "overdue"), [(NOW - HOUR, True), (NOW - HOUR + timedelta(milliseconds=1), False)])
def test_a_verification_has_the_time_that_its_deliveries_take(began, overdue):
    file = pending(signed_at=YESTERDAY, verification=Verification("v1", began))
    assert expiry.is_overdue(file, NOW, timedelta(minutes=30), HOUR) is overdue


def test_the_reason_names_the_time():
    reason = expiry.reason(DAY)
    assert (reason.code, reason.reason) == ("expired", "No object arrived within 86400 seconds of the last signing.")


ABANDONED = [
    # its file                                   begun        is abandoned
    (None, NOW, True),
    (pending(multipart_id="mine"), YESTERDAY, False),
    (pending(multipart_id="another"), NOW - HOUR, True),
    (pending(multipart_id="another"), NOW - HOUR + timedelta(seconds=1), False),
    (pending(), NOW - HOUR, True),
    (pending(), NOW, False),
    *((pending(multipart_id="mine", status=status), NOW, True) for status in Status if status is not Status.PENDING),
]


@pytest.mark.parametrize(("file", "begun", "abandoned"), ABANDONED)
def test_parts_are_abandoned_when_no_pending_file_names_them(file, begun, abandoned):
    assert expiry.is_abandoned(file, "mine", begun, NOW) is abandoned
