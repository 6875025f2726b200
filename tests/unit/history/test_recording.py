"""What two images of a row mean."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from common.files import file_rows
from common.files.file import Arrival, Deletion
from common.files.lifecycle import FOLLOWS, Status
from common.files.processing import Processing, Step, StepStatus
from processor.history import recording, records
from tests.unit.cloud import NOW, OWNER, pending
from tests.unit.history.conftest import record

LATER = NOW + timedelta(minutes=1)
DONE = pending(
    status=Status.COMPLETED, revision=7, arrival=Arrival("v1", "e", 8, NOW), tags=("a", "ü"), metadata={"k": "v"}
)


def entry(before: Any, now: Any) -> Any:
    return recording.entry(before, now)


def meant(found: Any) -> Any:
    return records.meant(found)


def after(file=DONE, **changes):
    return replace(file, **{"revision": file.revision + 1, "changed_by": "u-2", "changed_at": LATER} | changes)


def test_what_is_announced_is_told_as_far_as_it_was_said():
    told = entry(None, pending(project="p"))
    assert (told.action, told.by, told.at, told.revision) == ("announced", OWNER, NOW, 1)
    assert told.changes == {
        "status": {"before": None, "after": "pending"},
        "filename": {"before": None, "after": pending().filename},
        "projectId": {"before": None, "after": "p"},
    }
    labelled = entry(None, pending(tags=("x",), metadata={"k": ""})).changes
    assert labelled["tags"] == {"before": None, "after": ["x"]}
    assert labelled["metadata"] == {"before": None, "after": {"k": ""}}


@pytest.mark.parametrize(("status", "following"), [(one, to) for one in Status for to in sorted(FOLLOWS[one] - {one})])
def test_every_change_of_status_is_told(status, following):
    told = entry(after(status=status), after(status=following, revision=9))
    assert told.action == ("restored" if status is Status.DELETED else following)
    assert told.changes == {"status": {"before": status, "after": following}}
    assert (told.by, told.at, told.revision) == ("u-2", LATER, 9)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"filename": "b.png"}, {"filename": {"before": DONE.filename, "after": "b.png"}}),
        ({"project": "other"}, {"projectId": {"before": "default", "after": "other"}}),
        ({"tags": ()}, {"tags": {"before": ["a", "ü"], "after": []}}),
        ({"tags": ("ü", "b")}, {"tags": {"before": ["a", "ü"], "after": ["ü", "b"]}}),
        ({"metadata": {}}, {"metadata": {"before": {"k": "v"}, "after": {}}}),
        ({"metadata": {"K": "v"}}, {"metadata": {"before": {"k": "v"}, "after": {"K": "v"}}}),
    ],
)
def test_what_people_say_of_a_file_is_told_before_and_after(changes, named):
    told = entry(DONE, after(**changes))
    assert (told.action, told.changes) == ("changed", named)


def test_several_changes_of_one_write_are_one_entry():
    told = entry(DONE, after(filename="b.png", tags=("b",), project="p"))
    assert told.action == "changed"
    assert list(told.changes) == ["filename", "projectId", "tags"]


def test_the_reason_of_a_status_is_told_with_it():
    failed = after(status=Status.FAILED, reason_code="step_failed", reason="The step image failed.")
    again = after(failed, status=Status.PROCESSING, reason_code=None, reason=None)
    told = entry(failed, again).changes
    assert told["status"] == {"before": "failed", "after": "processing"}
    assert told["reasonCode"] == {"before": "step_failed", "after": None}
    assert told["reason"] == {"before": "The step image failed.", "after": None}


RUN = Processing(attempt=1, run="m1", started_at=NOW)
QUIET = {
    "nothing": {},
    "tags in another order": {"tags": ("ü", "a")},
    "a step": {"processing": replace(RUN, steps={"scan": Step(StepStatus.DONE, NOW, NOW)})},
    "a run begun anew": {"processing": replace(RUN, attempt=2, run="m2")},
    "a sign of life": {"signed_at": LATER},
    "a multipart upload": {"multipart_id": "m"},
    "a late promise": {"sha256": "ab" * 32, "hashed_late": True},
    "the purge": {"deletion": Deletion(NOW, OWNER, Status.COMPLETED, LATER)},
}


@pytest.mark.parametrize("changes", QUIET.values(), ids=QUIET.keys())
def test_all_else_is_no_entry(changes):
    assert entry(DONE, after(**changes)) is None


def test_whatever_the_contract_allows_is_a_row():
    """Every character four bytes long, every value another, before and after."""
    wide = "\U0001f600"
    labels = [{"tags": tuple(f"{n:02}{mark}" + wide * 61 for n in range(40))} for mark in "ab"]
    values = [{"metadata": {f"{n:02}" + "k" * 62: mark + wide * 255 for n in range(20)}} for mark in "ab"]
    one, two = ({"filename": wide * 255} | labels[n] | values[n] for n in (0, 1))
    before, now = (file_rows.to_item(after(**changes)) for changes in (one, two | {"filename": "a"}))
    row = meant(record(before, now))
    assert 50_000 < len(row["changes"]["S"].encode()) < records.MAX_BYTES


@pytest.mark.parametrize("count", [1, 20])
def test_quotation_marks_fit_too(count):
    """Each is two characters in JSON."""
    before = file_rows.to_item(after(metadata={f"k{n}": '"' * 256 for n in range(count)}))
    now = file_rows.to_item(after(metadata={f"k{n}": '"' * 255 for n in range(count)}))
    assert meant(record(before, now))["action"]["S"] == "changed"
