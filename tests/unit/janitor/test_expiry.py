"""When a pending upload has been silent for too long."""

from datetime import timedelta

import pytest

from common.lifecycle import Status
from processor.janitor import expiry
from tests.unit.cloud import NOW, pending

DAY = timedelta(days=1)
YESTERDAY = NOW - DAY

CASES = [
    # file                                                             overdue
    (pending(signed_at=YESTERDAY), True),
    (pending(signed_at=YESTERDAY - DAY), True),
    (pending(signed_at=YESTERDAY + timedelta(milliseconds=1)), False),
    (pending(created_at=YESTERDAY - DAY, signed_at=NOW), False),
    (pending(created_at=YESTERDAY, signed_at=None), True),
    (pending(created_at=NOW, signed_at=None), False),
    *((pending(signed_at=YESTERDAY, status=status), False) for status in Status if status is not Status.PENDING),
]


@pytest.mark.parametrize(("file", "overdue"), CASES)
def test_only_what_is_pending_and_silent_is_overdue(file, overdue):
    assert expiry.is_overdue(file, NOW, DAY) is overdue


def test_the_reason_names_the_time():
    reason = expiry.reason(DAY)
    assert (reason.code, reason.reason) == ("expired", "No object arrived within 86400 seconds of the last signing.")
