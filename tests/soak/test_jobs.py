"""What a soak uploads: drawn by its seed, with every size that could matter."""

import hashlib

from tests.soak.jobs import LARGEST, MIB, PART, drawn


def test_the_same_seed_draws_the_same_files():
    assert drawn(7, 200) == drawn(7, 200)
    assert drawn(7, 200) != drawn(8, 200)
    one, again = (hashlib.sha256(b"".join(drawn(7, 60)[3].blocks(7))).digest() for _ in range(2))
    assert one == again


def test_every_edge_is_among_them_and_all_ways_of_sending():
    jobs = drawn(1, 200)
    assert len(jobs) == 200
    assert {job.size for job in jobs} >= {0, 1, 5 * MIB - 1, 5 * MIB, 5 * MIB + 1, PART - 1, PART, PART + 1, LARGEST}
    assert {job.method for job in jobs} == {None, "PUT", "POST", "MULTIPART"}
    assert {len(job.kills) for job in jobs} == {0, 1, 2, 3}
    assert all(0 <= job.size <= LARGEST for job in jobs)


def test_names_and_contents_are_of_the_size_and_all_differ():
    jobs = [job for job in drawn(1, 60) if 16 < job.size < 2 * MIB]
    contents = [b"".join(job.blocks(1)) for job in jobs]
    assert [len(content) for content in contents] == [job.size for job in jobs]
    assert len(set(contents)) == len({job.filename for job in jobs}) == len(jobs)
