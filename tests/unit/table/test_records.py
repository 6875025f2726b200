"""Records are what Python's csv module reads, wherever a piece of the text ends."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.files.extraction import Failed
from processor.table import records
from processor.table.records import MAX_RECORD, NO_DELIMITER, Dialect, chunks

COMMA = Dialect(",")


def pieces(text, size):
    return [text[start : start + size] for start in range(0, len(text), size)]


def read(text, dialect=COMMA, size=1 << 18):
    return [record for chunk in chunks(pieces(text, size), dialect) for record in chunk.records(dialect)]


def counted(text, size=1 << 18):
    """How many cells each record has, told without csv where that can be."""
    widths: list[int] = []
    for chunk in chunks(pieces(text, size), COMMA):
        if chunk.bare is None:
            widths += map(len, chunk.records(COMMA))
        else:
            widths += [line.count(",") + 1 for line in chunk.lines()]
    return widths


def oracle(text, **dialect):
    return [record for record in csv.reader(io.StringIO(text, newline=""), **dialect) if record]


CASES = [
    'a,b\n1,"x\ny"\n2,z\n',
    'a,b\r\n1,"x\r\ny"\r\n2,z',
    'a,b\r1,"x\ry"\r2,z\r',
    'a,"b ""c"" d",""\n"","""",x\n',
    'a,b" c,d\n5" disk,"x"\n',
    'a,"b"c,d\n1,2,3\n',
    'a,"b\n1,2,3\n',
    '"a"\n\n"b"\n""\n',
    '"\n","\n","\n"\n"x"\n',
    "a\n\n\r\nb\n",
    ",\n,,\n",
    '"',
    '""',
    '\r"\r',
    "",
]
TEXTS = st.text(alphabet='ab,"\n\r ', max_size=40)


@given(TEXTS, st.integers(1, 45))
@settings(max_examples=500)
def test_records_are_those_of_csv(text, size):
    expected = oracle(text)
    assert read(text, COMMA, size) == expected
    assert counted(text, size) == list(map(len, expected))


@pytest.mark.parametrize("text", CASES)
def test_of_cases_that_are_known_to_be_hard(text):
    for size in range(1, len(text) + 2):
        assert read(text, COMMA, size) == oracle(text)
        assert counted(text, size) == list(map(len, oracle(text)))


@given(TEXTS, st.integers(1, 45))
def test_with_spaces_that_belong_to_no_cell(text, size):
    assert read(text, Dialect(",", skip_spaces=True), size) == oracle(text, skipinitialspace=True)


@given(TEXTS, st.integers(1, 45))
def test_without_any_delimiter(text, size):
    assert read(text, Dialect(NO_DELIMITER), size) == oracle(text, delimiter=NO_DELIMITER)


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
# With another end of lines the writer itself would not quote every CR and LF.
WRITTEN = [("\r\n", csv.QUOTE_MINIMAL), ("\r\n", csv.QUOTE_ALL), ("\n", csv.QUOTE_ALL)]


@given(
    st.lists(st.lists(CELLS, min_size=2, max_size=4), max_size=8),
    st.integers(1, 30),
    st.sampled_from(WRITTEN),
)
def test_what_csv_writes_comes_back(rows, size, how):
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator=how[0], quoting=how[1]).writerows(rows)
    assert read(written.getvalue(), COMMA, size) == rows


def test_regular_quotes_are_counted_without_reading_cells(monkeypatch):
    monkeypatch.setattr(records, "parse", None)
    assert counted('a,b\n"x, y","z ""q""\n"\n1,2\n' * 3, 7) == [2] * 9


MAX = 1 << 16
ENDLESS = ["x" * (MAX + 2), '"' + "x\n" * (MAX // 2 + 1), 'a" ,"' + "x\n" * MAX]


@pytest.mark.parametrize("text", ENDLESS, ids=["no end of a line", "an open quote", "after another quote"])
def test_a_record_without_end_is_refused(monkeypatch, text):
    monkeypatch.setattr(records, "MAX_RECORD", MAX)
    with pytest.raises(Failed) as failed:
        read(text)
    assert failed.value.code == "record_too_long"


def test_a_long_record_is_read():
    text = f'a,b\n1,"{"x" * (MAX_RECORD // 2)}"\n2,y\n'
    assert [len(cell) for _, cell in read(text)] == [1, MAX_RECORD // 2, 1]
