"""Whole tables: what is counted, and what is told of them."""

import codecs
import csv
import io
import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.files.extraction import Failed
from common.files.findings import MAX_BYTES
from processor.table import reading
from processor.table.reading import MAX_COLUMNS
from tests.unit.fuzzing import examples
from tests.unit.table.conftest import found, table

TABLE = 'id,name,born,paid\n1,"Zoë, A.",1990-01-31,1.5\n2,"two\nlines",,2.25\n3,Ana,2001-12-01,\n'
COLUMNS = [
    {"name": "id", "type": "integer", "nulls": 0, "min": 1, "max": 3},
    {"name": "name", "type": "text", "nulls": 0},
    {"name": "born", "type": "date", "nulls": 1, "min": "1990-01-31", "max": "2001-12-01"},
    {"name": "paid", "type": "number", "nulls": 1, "min": 1.5, "max": 2.25},
]


def test_all_that_is_told_of_a_table():
    assert found(TABLE) == {
        "encoding": "utf-8",
        "byteOrderMark": False,
        "delimiter": ",",
        "header": True,
        "rowCount": 3,
        "rowsRead": 3,
        "profiledRows": 3,
        "raggedRows": 0,
        "replacedCharacters": 0,
        "columnCount": 4,
        "columns": COLUMNS,
        "sample": [
            ["1", "Zoë, A.", "1990-01-31", "1.5"],
            ["2", "two lines", "", "2.25"],
            ["3", "Ana", "2001-12-01", ""],
        ],
    }


def test_the_end_mark_of_dos_is_no_row():
    told = found("a,b\r\n1,2\r\n\x1a")
    assert (told["rowCount"], told["raggedRows"], told["columns"][0]["type"]) == (1, 0, "integer")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_however_it_is_written_it_is_the_same_table(encoding, delimiter, end):
    rows = list(csv.reader(io.StringIO(TABLE)))
    written = io.StringIO(newline="")
    # The writer itself would not quote a line feed that ends no line.
    dialect = {"delimiter": delimiter, "lineterminator": end, "quoting": csv.QUOTE_ALL if end == "\r" else 0}
    csv.writer(written, **dialect).writerows(rows)
    told = found(written.getvalue().encode(encoding), block_bytes=7)
    assert (told["columns"], told["rowCount"], told["delimiter"]) == (COLUMNS, 3, delimiter)


@pytest.mark.parametrize(
    ("content", "columns", "rows"),
    [
        ("", [], 0),
        (codecs.BOM_UTF8, [], 0),
        ("\n\r\n\n", [], 0),
        ("a,b\n", [{"name": "a", "type": "empty", "nulls": 0}, {"name": "b", "type": "empty", "nulls": 0}], 0),
        ("a,b", [{"name": "a", "type": "empty", "nulls": 0}, {"name": "b", "type": "empty", "nulls": 0}], 0),
        ("5", [{"name": "column_1", "type": "integer", "nulls": 0, "min": 5, "max": 5}], 1),
    ],
)
def test_tables_of_next_to_nothing(content, columns, rows):
    told = found(content)
    assert (told["columns"], told["rowCount"], told["columnCount"]) == (columns, rows, len(columns))


def test_without_a_header_all_rows_count():
    told = found("1,x\n2,y\n")
    assert (told["header"], told["rowCount"], [column["name"] for column in told["columns"]]) == (
        False,
        2,
        ["column_1", "column_2"],
    )


def test_blank_lines_are_no_rows():
    assert found("\n\na,b\n\n1,2\n\r\n3,4\n\n")["rowCount"] == 2


def test_excels_hint_is_no_row():
    told = found("sep=;\r\na;b\r\n1;2\r\n")
    assert (told["rowCount"], told["columns"][0]["name"], told["delimiter"]) == (1, "a", ";")


def test_one_column_has_no_delimiter():
    told = found("name\nBerlin\nParis\n\nRome\n")
    assert (told["delimiter"], told["columnCount"], told["rowCount"], told["raggedRows"]) == (None, 1, 3, 0)


def test_ragged_rows_are_counted_and_their_missing_cells_are_null():
    told = found("a,b,c\n1,2,3\n4,5\n6,7,8,9\n1,1,1\n1,1,1\n")
    assert (told["rowCount"], told["raggedRows"]) == (5, 2)
    assert told["columns"][2] == {"name": "c", "type": "integer", "nulls": 1, "min": 1, "max": 8}


def test_a_header_that_is_wider_than_its_rows():
    told = found("a,b,c\n1,2\n3,4\n")
    assert (told["columnCount"], told["raggedRows"], told["columns"][2]["nulls"]) == (3, 2, 2)


NAMES = [
    ("a,a,a_2,A", ["a", "a_2", "a_2_2", "A"]),
    ("x, ,\t,", ["x", "column_2", "column_3", "column_4"]),
    (" two \x0b words ,b,c,d", ["two words", "b", "c", "d"]),
    (f"{'n' * 500},b,c,d", [f"{'n' * 127}…", "b", "c", "d"]),
    ("column_2,,y,z", ["column_2", "column_2_2", "y", "z"]),
]


@pytest.mark.parametrize(("header", "names"), NAMES)
def test_names_of_columns(header, names):
    told = found(f"{header}\n1,2,3,4\n5,6,7,8\n")
    assert [column["name"] for column in told["columns"]] == names


def big(rows):
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["id", "text", "none"])
    for number in range(rows):
        writer.writerow([number, f'a "text",\nof {number} lines' if number % 3 == 0 else "plain", ""])
    return text.getvalue() + "1,2\n"


@pytest.mark.parametrize("quote", ['"', 'x"y'], ids=["regular", "irregular"])
def test_what_is_beyond_the_profile_is_counted_all_the_same(monkeypatch, quote):
    monkeypatch.setattr(reading, "PROFILED_CELLS", 30_000)
    rows = 40_000
    content = big(rows) + (f"5,{quote},\n" if quote != '"' else "")
    told = found(content)
    assert told["rowCount"] == rows + 1 + (quote != '"')
    assert told["raggedRows"] == 1
    assert 10_000 <= told["profiledRows"] < rows
    assert told["columns"][0] == {
        "name": "id",
        "type": "integer",
        "nulls": 0,
        "min": 0,
        "max": told["profiledRows"] - 1,
    }
    assert told["columns"][2] == {"name": "none", "type": "empty", "nulls": told["profiledRows"]}


def test_one_column_beyond_the_profile(monkeypatch):
    monkeypatch.setattr(reading, "PROFILED_CELLS", 1000)
    assert found("name\n" + "Berlin\n\n" * 200_000)["rowCount"] == 200_000


def test_a_table_that_is_not_read_to_its_end_has_no_count():
    row = b"1," + b"x" * 97 + b"\n"
    blocks = [b"a,b\n" + row * 4_000, row * 4_000]
    left = iter([False, False, True])
    one = reading.read(blocks, "text/csv", enough=lambda: next(left, True))
    assert not one.whole
    assert 0 < one.rows < 8_000


WIDE = ",".join(f"c{number}" for number in range(100_000))


def test_a_hundred_thousand_columns():
    told = found(f"{WIDE}\n{','.join(['1'] * 100_000)}\n{','.join(['2'] * 100_000)}\n")
    assert (told["columnCount"], told["rowCount"], told["raggedRows"]) == (100_000, 2, 0)
    assert 0 < len(told["columns"]) <= MAX_COLUMNS
    assert told["columns"][-1] == {
        "name": f"c{len(told['columns']) - 1}",
        "type": "integer",
        "nulls": 0,
        "min": 1,
        "max": 2,
    }
    assert len(told["sample"][0]) <= len(told["columns"])


@pytest.mark.parametrize(
    "content",
    [b"a,b\n1,2\n\0\0", b"\x00\x01\x02" * 100, bytes(range(1, 9)) * 50, (b"a," + b"x" * 97 + b"\n") * 4_000 + b"\0"],
)
def test_what_is_no_text(content):
    with pytest.raises(Failed) as failed:
        table(content)
    assert failed.value.code == "binary_content"


@pytest.mark.parametrize("name", ["x" * 1000, "\N{GRINNING FACE}" * 1000, '"\n\t' * 300])
def test_whatever_stands_in_cells_the_findings_are_bounded(name):
    quoted = '"' + name.replace('"', '""') + '"'
    row = ",".join([quoted] * 120)
    told = found(f"{row}\n{row}\n1{row}\n")
    assert told["columnCount"] == 120
    assert len(json.dumps(told, ensure_ascii=False).encode()) < MAX_BYTES
    assert told["sample"][0]


PIECES = st.sampled_from(
    [b"a,b\n", b"1,2\n", b'"x\n",', b'"', b"\t", b";", b"\r", b"\xe4", b"\xff\xfe", b"\xef\xbb\xbf", b"\0"]
)
CONTENTS = st.one_of(st.binary(max_size=300), st.lists(PIECES | st.binary(max_size=3), max_size=60).map(b"".join))


def test_no_bytes_break_it():
    ended: Counter[str] = Counter()

    @examples(200)
    @given(CONTENTS, st.sampled_from(["text/csv", "text/tab-separated-values"]), st.integers(1, 300))
    def each(content, media_type, block_bytes):
        try:
            told = found(content, media_type, block_bytes)
        except Failed as failed:
            ended[failed.code] += 1
            return
        ended["read"] += 1
        json.dumps(told, allow_nan=False)
        assert told["rowCount"] == told["rowsRead"]

    each()
    assert ended.keys() <= {"read", "binary_content", "unknown_encoding", "record_too_long"}
    # Both happen often, or the test tells nothing.
    assert min(ended["read"], ended["binary_content"]) >= 20


TEXTS = st.text(alphabet='a1.-;,|\t"\n\r é€NaT:', max_size=120)


@given(TEXTS, st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]), st.integers(1, 100))
def test_rows_are_those_of_csv(text, encoding, block_bytes):
    one = table(text.encode(encoding), "text/csv", block_bytes)
    rows = [
        row
        for row in csv.reader(
            io.StringIO(text, newline=""), delimiter=one.dialect.delimiter, skipinitialspace=one.dialect.skip_spaces
        )
        if row
    ]
    assert one.rows == len(rows) - one.header
    assert one.ragged == sum(len(row) != one.width for row in rows)
    assert one.sample == [row[: one.width] for row in rows[one.header : one.header + 5]]
    for place, column in enumerate(one.columns):
        empty = sum(place >= len(row) or not row[place] for row in rows[one.header :])
        assert column.plain()["nulls"] >= empty
