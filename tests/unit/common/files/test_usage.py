"""What files count for, and what their changes give back."""

import dataclasses
import itertools

import pytest

from common.files import usage
from common.files.file import Arrival, FileId
from common.files.lifecycle import FOLLOWS, Status
from common.files.usage import NOTHING, Amount
from common.settings import Malformed
from tests.unit.cloud import NOW, TENANT, pending

PROMISED = Amount(8, 1, 1)
OPEN = Amount(1000, 1, 1)


def arrived(status=Status.UPLOADED, size=8, **more):
    return pending(status=status, arrival=Arrival("v1", "etag", size, NOW), **more)


CASES = [
    # file                                            counts for
    (pending(), PROMISED),
    (pending(size=None), OPEN),
    (pending(size=0), Amount(0, 1, 1)),
    (pending(size=5 * 10**12), Amount(5 * 10**12, 1, 1)),
    (pending(held=Amount(30, 2, 2)), Amount(38, 3, 3)),
    (arrived(), Amount(8, 1)),
    (arrived(size=3), Amount(3, 1)),
    *[(arrived(status), Amount(8, 1)) for status in (Status.PROCESSING, Status.COMPLETED, Status.FAILED)],
    (arrived(Status.QUARANTINED), Amount(8, 1)),
    (arrived(Status.DELETED), Amount(8, 1)),  # its object is there until it is purged
    *[(pending(status=status), NOTHING) for status in (Status.REJECTED, Status.EXPIRED, Status.ABORTED)],
]


@pytest.mark.parametrize(("file", "amount"), CASES)
def test_what_a_file_counts_for(file, amount):
    assert usage.of(file) == amount


MOVES = [
    # before                               after                                    given back
    (pending(), arrived(), Amount(pending=1)),
    (pending(size=None), arrived(), Amount(992, 0, 1)),
    (pending(size=None), arrived(size=1000), Amount(pending=1)),
    (pending(), pending(status=Status.REJECTED), PROMISED),
    (pending(), pending(status=Status.EXPIRED), PROMISED),
    (pending(size=None), pending(status=Status.ABORTED), OPEN),
    (pending(held=Amount(30, 2, 2)), pending(status=Status.ABORTED), Amount(38, 3, 3)),
    (pending(held=Amount(30, 2, 2)), arrived(), Amount(30, 2, 3)),
    (arrived(), arrived(Status.PROCESSING), NOTHING),
    (arrived(), arrived(Status.DELETED), NOTHING),
]


@pytest.mark.parametrize(("before", "after", "amount"), MOVES)
def test_what_a_change_gives_back(before, after, amount):
    assert usage.given_back(before, after) == amount


def test_what_is_given_back_on_all_ways_together_is_what_was_taken():
    """Whichever way a file goes, its steps sum up to the difference between its first and its last state."""

    def ways(file, seen=()):
        yield [file]
        for status in FOLLOWS[file.status] - set(seen):
            after = arrived(status) if status is Status.UPLOADED else dataclasses.replace(file, status=status)
            yield from ([file, *way] for way in ways(after, (*seen, status)))

    for way in ways(pending(size=None)):
        given = [usage.given_back(*step) for step in itertools.pairwise(way)]
        assert sum(given, NOTHING) == OPEN - usage.of(way[-1])


def test_files_are_summed_up():
    assert usage.total([]) == NOTHING
    assert usage.total([pending(), pending(size=None)]) == Amount(1008, 2, 2)


def test_requests_are_spread_over_all_shards():
    files = [FileId(TENANT, f"00000000-0000-0000-0000-{number:012}") for number in range(400)]
    assert {usage.shard(file) for file in files} == set(range(usage.SHARDS))
    assert usage.shard(files[0]) == usage.shard(files[0])


def test_a_quota_is_read():
    assert usage.parse('{"bytes": 1000, "files": 10, "pending": 5}') == Amount(1000, 10, 5)


@pytest.mark.parametrize(
    "text",
    [
        '{"bytes": 1000, "files": 10}',
        '{"bytes": 1000, "files": 10, "pending": 5, "folders": 1}',
        '{"bytes": 1000, "files": 10, "pending": 0}',
        '{"bytes": 1000, "files": -10, "pending": 1}',
        '{"bytes": 1000.5, "files": 10, "pending": 1}',
        '{"bytes": "1000", "files": 10, "pending": 1}',
        '{"bytes": true, "files": 10, "pending": 1}',
        '{"bytes": null, "files": 10, "pending": 1}',
    ],
)
def test_what_is_no_quota_is_malformed(text):
    with pytest.raises(Malformed):
        usage.parse(text)
