"""What the outbox is given: each change of status that the life of a file knows, and nothing else."""

import pytest

from common.files.lifecycle import FOLLOWS, Status
from tests.contract.test_wiring import blocks

(CHANGES,) = [one["status_changes"] for one in blocks("locals") if "status_changes" in one]


def passes(before: Status, after: Status) -> bool:
    """As Lambda reads the patterns: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html"""

    def allowed(value: Status, pattern: list[object]) -> bool:
        return any(value not in one["anything-but"] if isinstance(one, dict) else value == one for one in pattern)

    return any(before in change["from"] and allowed(after, change["to"]) for change in CHANGES)


@pytest.mark.parametrize("before", Status)
def test_every_change_passes(before):
    assert all(passes(before, after) for after in FOLLOWS[before] - {before})


@pytest.mark.parametrize("status", Status)
def test_no_row_passes_whose_status_is_as_it_was(status):
    assert not passes(status, status)
