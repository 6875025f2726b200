"""The life of a file: every pair of statuses."""

import itertools

import pytest

from common.files.lifecycle import FOLLOWS, Status, may_follow, progress

# Read aloud: from → to. Everything else is forbidden.
ALLOWED = {
    "pending": "uploaded rejected expired aborted",
    "uploaded": "processing deleted",
    "processing": "completed failed quarantined",
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
    [("pending", 0), ("uploaded", 50), ("processing", 75), ("completed", 100), ("rejected", 100), ("deleted", 100)],
)
def test_progress(status, percent):
    assert progress(Status(status)) == percent
