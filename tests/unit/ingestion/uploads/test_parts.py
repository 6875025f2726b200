"""The plan of parts, and when all of them are there."""

import pytest

from common.errors import InvalidRequest, PartMismatch, UploadIncomplete
from ingestion.uploads import parts
from ingestion.uploads.parts import MIB, Part, Plan

SIZES = [
    # bytes of the file                parts of      how many   bytes of the last
    (1, 8 * MIB, 1, 1),
    (8 * MIB, 8 * MIB, 1, 8 * MIB),
    (8 * MIB + 1, 8 * MIB, 2, 1),
    (20_000_000, 8 * MIB, 3, 20_000_000 - 16 * MIB),
    (10_000 * 8 * MIB, 8 * MIB, 10_000, 8 * MIB),
    (10_000 * 8 * MIB + 1, 9 * MIB, 8889, 10_000 * 8 * MIB + 1 - 8888 * 9 * MIB),
    (50_000_000_000, 8 * MIB, 5961, 50_000_000_000 - 5960 * 8 * MIB),
    (10_000 * 100 * MIB, 100 * MIB, 10_000, 100 * MIB),
    (5 * 1024 * 1024 * MIB, 525 * MIB, 9987, 5 * 1024 * 1024 * MIB - 9986 * 525 * MIB),
]


@pytest.mark.parametrize(("size", "part_size", "count", "last"), SIZES)
def test_a_file_is_cut_into_parts_that_s3_takes(size, part_size, count, last):
    assert parts.part_size(size) == part_size
    plan = Plan(size, part_size)
    assert (plan.count, plan.bytes_of(count)) == (count, last)
    assert plan.count <= parts.MAX_PARTS
    assert sum(map(plan.bytes_of, range(1, count + 1))) == size


PLAN = Plan(20 * MIB, 8 * MIB)
WHOLE = [Part(1, "a", 8 * MIB), Part(2, "b", 8 * MIB), Part(3, "c", 4 * MIB)]
KNOWN = {1: "a", 2: "b", 3: "c"}


@pytest.mark.parametrize("etags", [None, KNOWN])
@pytest.mark.parametrize("stored", [WHOLE, WHOLE[::-1], [*WHOLE, Part(4, "d", 1)]])
def test_all_parts_are_joined_in_their_order(stored, etags):
    assert parts.require_all(PLAN, stored, etags) == WHOLE


CASES = [
    # S3 has                                        the client says           is told
    ([], None, ["/parts/1 missing", "/parts/2 missing", "/parts/3 missing"]),
    (WHOLE[1:], None, ["/parts/1 missing"]),
    (WHOLE[1:], KNOWN, ["/parts/1 missing"]),
    (WHOLE, {1: "a", 3: "c"}, ["/parts/2 missing"]),
    (WHOLE, {}, ["/parts/1 missing", "/parts/2 missing", "/parts/3 missing"]),
    (WHOLE, KNOWN | {2: "x"}, ["/parts/2 etag"]),
    (WHOLE, KNOWN | {2: "b".upper()}, ["/parts/2 etag"]),
    ([Part(1, "a", 5), *WHOLE[1:]], None, ["/parts/1 size"]),
    ([Part(1, "a", 5), *WHOLE[1:]], KNOWN | {1: "x", 3: "x"}, ["/parts/1 size", "/parts/3 etag"]),
    ([*WHOLE[:2], Part(3, "c", 8 * MIB)], None, ["/parts/3 size"]),
    # What is missing comes first: with it the rest may be another.
    ([Part(1, "a", 5), WHOLE[1]], KNOWN, ["/parts/3 missing"]),
]


@pytest.mark.parametrize(("stored", "etags", "told"), CASES)
def test_names_what_is_missing_or_different(stored, etags, told):
    with pytest.raises((UploadIncomplete, PartMismatch)) as raised:
        parts.require_all(PLAN, stored, etags)
    assert [f"{fault.pointer} {fault.rule}" for fault in raised.value.faults] == told
    assert isinstance(raised.value, UploadIncomplete) is told[0].endswith("missing")


def test_names_a_hundred_at_most():
    plan = Plan(10_000 * 8 * MIB, 8 * MIB)
    with pytest.raises(UploadIncomplete, match="10000 of 10000") as missing:
        parts.require_all(plan, [], None)
    with pytest.raises(PartMismatch) as different:
        parts.require_all(plan, [Part(number, "a", 1) for number in range(1, 10_001)], None)
    assert len(missing.value.faults) == len(different.value.faults) == 100


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ([], []),
        ([3, 1], []),
        ([4], ["0 maximum"]),
        ([1, 2, 1], ["2 duplicate"]),
        ([10_000, 2, 2, 2], ["0 maximum", "2 duplicate", "3 duplicate"]),
    ],
)
def test_part_numbers_are_those_of_the_plan_each_once(wanted, told):
    claims = [{"partNumber": number, "etag": '"e"'} for number in wanted]
    if not told:
        assert parts.numbers(wanted, PLAN) == wanted
        assert parts.claimed(claims, PLAN) == dict.fromkeys(wanted, "e")
        return
    with pytest.raises(InvalidRequest) as asked:
        parts.numbers(wanted, PLAN)
    with pytest.raises(InvalidRequest) as claimed:
        parts.claimed(claims, PLAN)
    for raised, pointer in ((asked, "/partNumbers/{}"), (claimed, "/parts/{}/partNumber")):
        faults = [(fault.pointer, fault.rule) for fault in raised.value.faults]
        assert faults == [(pointer.format(one.split()[0]), one.split()[1]) for one in told]
