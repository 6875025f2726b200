"""What is sent is what it says, and each kind comes."""

import pytest

from tests.soak.processing.jobs import Job, drawn
from tests.soak.processing.kinds import COMPLETED, KINDS


def test_each_kind_comes_and_a_seed_repeats_it():
    jobs = drawn(1, 300)
    assert [job.number for job in jobs] == list(range(300))
    assert {job.name for job in jobs} == set(KINDS)
    assert jobs == drawn(1, 300) != drawn(2, 300)
    assert len(drawn(1, 5)) == 5


@pytest.mark.parametrize("name", KINDS)
def test_its_content_is_its_own_and_the_same_each_time(name):
    first, second = Job(1, name), Job(2, name)
    assert first.content == first.content != b""
    assert (first.content == second.content) == (name in ("EICAR", "EICAR in a PDF"))
    assert first.filename == f"0001.{KINDS[name].ending}"


def test_shares_are_of_a_hundred_and_most_files_are_sound():
    assert sum(kind.often for kind in KINDS.values()) == 100
    assert sum(kind.often for kind in KINDS.values() if kind.status == COMPLETED) == 80
