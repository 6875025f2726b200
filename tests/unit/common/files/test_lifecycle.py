"""The life of a file: every pair of statuses."""

import itertools

import pytest

from common.files.lifecycle import FOLLOWS, Status, may_follow, progress

# Read aloud: from → to. Everything else is forbidden.
ALLOWED = {
    "pending": "uploaded rejected expired aborted",
    "uploaded": "processing deleted",
    "processing": "processing completed failed quarantined",
    "completed": "processing deleted",
    "failed": "processing deleted",
    "quarantined": "deleted",
    "rejected": "",
    "expired": "",
    "aborted": "",
    "deleted": "uploaded completed failed quarantined",
}


@pytest.mark.parametrize(("current", "following"), list(itertools.product(Status, Status)))
def test_every_pair(current, following):
    assert may_follow(current, following) == (following.value in ALLOWED[current.value].split())


def test_every_status_has_its_line():
    assert set(FOLLOWS) == set(Status)


@pytest.mark.parametrize(
    ("status", "percent"),
    [("pending", 0), ("uploaded", 50), ("processing", 60), ("completed", 100), ("rejected", 100), ("deleted", 100)],
)
def test_progress(status, percent):
    assert progress(Status(status)) == percent


@pytest.mark.parametrize(("done", "percent"), [(0, 60), (1, 70), (3, 90), (4, 90), (99, 90)])
def test_progress_while_it_is_processed(done, percent):
    assert progress(Status.PROCESSING, done) == percent


def test_steps_count_only_while_it_is_processed():
    assert (progress(Status.UPLOADED, 3), progress(Status.COMPLETED, 0)) == (50, 100)
