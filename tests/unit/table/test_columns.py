"""What kind of values a column holds, and what is least and greatest of them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processor.table.columns import Column


def told(*portions):
    column = Column()
    for portion in portions:
        column.add(portion)
    return column.plain()


def of(kind, nulls=0, least=None, greatest=None):
    return {"type": kind, "nulls": nulls} | ({} if least is None else {"min": least, "max": greatest})


def comma(nulls, least, greatest):
    return of("number", nulls, least, greatest) | {"format": "1.234,5"}


CASES = [
    # cells                                              what is told
    (["1", "-2", "+3", " 4 "], of("integer", 0, -2, 4)),
    (["0", "10"], of("integer", 0, 0, 10)),
    (["9223372036854775807", "-9223372036854775808"], of("integer", 0, -(2**63), 2**63 - 1)),
    (["9223372036854775808", "1"], of("number", 0, 1.0, 2.0**63)),
    (["1", "", "3"], of("integer", 1, 1, 3)),
    (["1", "2.5"], of("number", 0, 1.0, 2.5)),
    (["1e3", "-.5", "0.25"], of("number", 0, -0.5, 1000.0)),
    (["true", "False", "TRUE", ""], of("boolean", 1)),
    (["Yes", "No"], of("boolean")),
    (["1", "0"], of("integer", 0, 0, 1)),
    (["2026-11-21", "1999-01-01"], of("date", 0, "1999-01-01", "2026-11-21")),
    (["2026-11-21T23:05", "2026-11-21 23:06"], of("datetime", 0, "2026-11-21T23:05:00", "2026-11-21T23:06:00")),
    (
        ["2026-11-21T23:05:00Z", "2026-11-21T23:05:00+01:00"],
        of("datetime", 0, "2026-11-21T23:05:00+01:00", "2026-11-21T23:05:00+00:00"),
    ),
    (["1", "NA", "n/a", "-", "nan", " "], of("integer", 5, 1, 1)),
    (["2026-11-21", "NULL"], of("date", 1, "2026-11-21", "2026-11-21")),
    (["", ""], of("empty", 2)),
    (["NA", ""], of("empty", 2)),
    (["NA", "DE", "", "US"], of("text", 1)),
    # As Europe writes them. What may be English thousands proves nothing.
    (["1,5", "-7", "1.234,50", "0,125", ""], comma(1, -7.0, 1234.5)),
    (["1\u00a0234,50", "1 234 567,8", "1'000,0", "+2"], comma(0, 2.0, 1234567.8)),
    (["1,234", "2,500", "0,5"], comma(0, 0.5, 2.5)),
    (["1,234", "2,500", "3"], of("text")),
    (["1,234.5"], of("text")),
    (["1,5", "1.5"], of("text")),
    (["1.234", "1,5"], of("text")),
    (["007,5"], of("text")),
    (["1,", "2"], of("text")),
    (["9" * 400 + ",5"], of("text")),
    (["1,5", "NA"], comma(1, 1.5, 1.5)),
    (["31.12.2025", "1.2.2026"], of("date", 0, "2025-12-31", "2026-02-01") | {"format": "DD.MM.YYYY"}),
    (["31.12.25"], of("text")),
    (["31.02.2026"], of("text")),
    (["31.12.2025", "2026-02-01"], of("text")),
    (
        ["31.12.2025 9:05", "01.01.2026 00:00:07"],
        of("datetime", 0, "2025-12-31T09:05:00", "2026-01-01T00:00:07") | {"format": "DD.MM.YYYY hh:mm"},
    ),
    (["31.12.2025 9:05", "31.12.2025"], of("text")),
    # With slashes, if the cells leave one order only.
    (["12/31/2025", "1/2/2026", ""], of("date", 1, "2025-12-31", "2026-01-02") | {"format": "MM/DD/YYYY"}),
    (["1/2/2026", "31/12/2025"], of("date", 0, "2025-12-31", "2026-02-01") | {"format": "DD/MM/YYYY"}),
    (["1/2/2026", "3/4/2026"], of("text")),
    (["31/12/2025", "12/31/2025"], of("text")),
    (["1/2/2026", "31/12/2025", "12/31/2025"], of("text")),
    (["2/29/2025"], of("text")),
    (["10/16/17", "1/2/99", "NA"], of("date", 1, "1999-01-02", "2017-10-16") | {"format": "MM/DD/YYYY"}),
    (["16/10/17"], of("text")),
    (["10/16/17", "10/16/17 22:59"], of("text")),
    (
        ["10/16/17 22:59", "10/01/2017 1:05:07"],
        of("datetime", 0, "2017-10-01T01:05:07", "2017-10-16T22:59:00") | {"format": "MM/DD/YYYY hh:mm"},
    ),
    # What reads like numbers and is none, or would be another when written again.
    (["007", "008"], of("text")),
    (["1_000"], of("text")),
    (["٣"], of("text")),
    (["inf", "1"], of("text")),
    (["1e999"], of("text")),
    (["9" * 5000], of("text")),
    (["0x10"], of("text")),
    (["1,5,2"], of("text")),
    (["20261121"], of("integer", 0, 20261121, 20261121)),
    (["2026-13-01"], of("text")),
    (["2026-W01-1"], of("text")),
    (["2026-11-21", "2026-11-21T23:05"], of("text")),
    (["2026-11-21T23:05:00Z", "2026-11-21T23:05:00"], of("text")),
    (["1", "x"], of("text")),
    (["true", "2"], of("text")),
]


@pytest.mark.parametrize(("cells", "expected"), CASES)
def test_what_is_told_of_a_column(cells, expected):
    assert told(cells) == expected
    assert told(*[[cell] for cell in cells]) == expected
    json.dumps(told(cells), allow_nan=False)


def test_text_stays_text_and_gives_back_what_was_taken_for_missing():
    assert told(["1", "NA"], ["x"], ["2"]) == of("text")


SLASHES = ["1/2/2026", "1/20/2026", "20/1/2026", "1/20/26"]
TIMES = [*SLASHES, "21.11.2026", "21.11.2026 23:05", "2026-11-21", "2026-11-21T23:05", "2026-11-21T23:05Z"]
WORDS = ["", "NA", "-", "1", "2.5", "1,5", "1,234", "1.234,5", "007", "true", "x", "inf", "nan", *TIMES]
CELLS = st.sampled_from(WORDS) | st.integers().map(str) | st.floats().map(str) | st.text(max_size=5)


@given(st.lists(CELLS, min_size=1, max_size=8), st.integers(1, 8))
def test_portions_make_no_difference(cells, size):
    portions = [cells[start : start + size] for start in range(0, len(cells), size)]
    assert told(*portions) == told(cells)
    json.dumps(told(cells), allow_nan=False)


@given(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1))
def test_integers(numbers):
    assert told(list(map(str, numbers))) == of("integer", 0, min(numbers), max(numbers))


@given(st.lists(st.datetimes(), min_size=1))
def test_times(moments):
    assert told([moment.isoformat() for moment in moments]) == of(
        "datetime", 0, min(moments).isoformat(), max(moments).isoformat()
    )
