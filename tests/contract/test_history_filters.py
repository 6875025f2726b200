"""What the change log is given: every record that makes an entry, or ends a log, and as little else as can be told."""

from dataclasses import replace
from typing import Any

import pytest

from common.files import file_rows
from common.files.file import Arrival
from common.files.lifecycle import FOLLOWS, Status
from processor.history import records
from tests.contract.test_wiring import blocks
from tests.unit.cloud import NOW, OWNER, pending
from tests.unit.history.conftest import record

(CHANGES,) = [one["recorded_changes"] for one in blocks("locals") if "recorded_changes" in one]
# By which names parts of Inlet write rows of files.
FUNCTIONS = ("logger", "router", "sweeper", "finish", "janitor", "scan", "inspect", "image", "quarantine", "purge")


def fits(value: Any, pattern: Any) -> bool:
    """As Lambda reads a pattern: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html"""
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(fits(value.get(name), one) for name, one in pattern.items())
    return any(_allows(one, value) for one in pattern)


def _allows(one: Any, value: Any) -> bool:
    if not isinstance(one, dict):
        return bool(value == one)
    ((operator, said),) = one.items()
    if operator == "prefix":
        return isinstance(value, str) and value.startswith(said)
    assert operator == "anything-but", operator
    return value is not None and value not in said


def passes(before: Any, after: Any) -> bool:
    images = [file_rows.to_item(one) if one else None for one in (before, after)]
    return any(fits(record(*images), pattern) for pattern in CHANGES)


def file(status: Status, by: str, **changes: Any) -> Any:
    return pending(status=status, revision=4, changed_by=by, arrival=Arrival("v", "e", 8, NOW), **changes)


# People alone bring files back.
MOVES = [
    (one, to, by)
    for one in Status
    for to in sorted(FOLLOWS[one] - {one})
    for by in ((OWNER,) if one is Status.DELETED else (OWNER, "logger", "janitor"))
]
LABELS: list[dict[str, Any]] = [{"filename": "b"}, {"project": "b"}, {"tags": ("b",)}, {"metadata": {"b": "c"}}]


def test_what_is_new_and_what_goes_passes():
    assert passes(None, pending())
    assert passes(None, pending(changed_by="somebody"))
    assert all(passes(file(status, by), None) for status in Status for by in (OWNER, *FUNCTIONS))


@pytest.mark.parametrize(("status", "following", "by"), MOVES)
def test_every_change_of_status_passes(status, following, by):
    before, after = file(status, "logger"), replace(file(following, by), revision=5)
    assert passes(before, after)
    assert records.meant(record(file_rows.to_item(before), file_rows.to_item(after)))


@pytest.mark.parametrize("status", [one for one in Status if one is not Status.PENDING])
def test_whatever_a_user_changes_of_what_has_arrived_passes(status):
    assert all(passes(file(status, "logger"), file(status, OWNER, **changes)) for changes in LABELS)


@pytest.mark.parametrize("status", Status)
def test_steps_of_functions_do_not(status):
    assert not any(passes(file(status, OWNER), file(status, by)) for by in FUNCTIONS)


def test_signs_of_life_do_not():
    assert not passes(pending(), pending(revision=2, signed_at=NOW))
