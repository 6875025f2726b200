"""Dialects and headers told from the first lines."""

import pytest

from processor.table import sniffing
from processor.table.records import NO_DELIMITER, Dialect

CSV, TSV = "text/csv", "text/tab-separated-values"

DIALECTS = [
    # sample                                                      delimiter, skips spaces
    ("a,b\n1,2\n", ",", False),
    ("a;b\n1;2\n", ";", False),
    ("a\tb\n1\t2\n", "\t", False),
    ("a|b\n1|2\n", "|", False),
    ('a, "b, c"\n1, "2"\n', ",", True),
    ("name;price\nx;1,50\ny;2,75\n", ";", False),
    ("x;1,50\ny;2,75\n", ";", False),
    ("1,5;2,5\n3,5;4,5\n", ";", False),
    ("a,b;c,d\n1,2;3,4\n", ",", False),
    ('"a,b";c\n"1,2";3\n', ";", False),
    ("a\tb, c\n1\t2, 3\n", ",", False),
    ("id,text\n1,a; b\n2,c; d; e\n", ",", False),
    ("id|name, first|x\n1|b|c\n", "|", False),
    ("name\nBerlin\nParis\n", NO_DELIMITER, False),
    ("Dear all,\nthis is a letter\nand, well, no table,\nat all\nis it\n", NO_DELIMITER, False),
    ("sep=|\na,b|c\n", "|", False),
    ("SEP=;\r\na,b;c\r\n", ";", False),
    ("a,b,c", ",", False),
    ("", NO_DELIMITER, False),
    ("\n\n", NO_DELIMITER, False),
    ('sep="\n"a"\n', NO_DELIMITER, False),
    ("a,b\n1,2\n3\n4,5\n6,7\n", ",", False),
]


@pytest.mark.parametrize(("sample", "delimiter", "skips"), DIALECTS)
def test_what_stands_between_cells(sample, delimiter, skips):
    assert sniffing.dialect(sample, CSV) == Dialect(delimiter, skips)


def test_tabs_win_where_they_are_promised():
    sample = "a\tb, c\n1\t2, 3\n"
    assert sniffing.dialect(sample, TSV) == Dialect("\t")
    assert sniffing.dialect("a,b\n1,2\n", TSV) == Dialect(",")


HEADERS = [
    # records                                                         header
    ([["name", "age"], ["Ana", "31"], ["Zoë", "44"]], True),
    ([["Ana", "31"], ["Zoë", "44"]], False),
    ([["name", "city"], ["Ana", "Rome"], ["Zoë", "Oslo"]], True),
    ([["x", "x"], ["1", "2"]], True),
    ([["x", ""], ["1", "2"]], True),
    ([["", ""], ["1", "2"]], False),
    ([["", ""], ["a", "b"]], False),
    ([["country", "2019", "2020", "2021"], ["DE", "1.5", "2.5", "3.5"]], True),
    ([["DE", "1.5", "2.5", "3.5"], ["FR", "1.5", "2.5", "3.5"]], False),
    ([["red", "yes"], ["blue", "no"], ["red", "yes"]], False),
    ([["red", "small"], ["blue", "large"], ["red", "small"]], False),
    ([["name", "age"]], True),
    ([["1", "2"]], False),
    ([["day", "sum"], ["2026-11-21", "5"]], True),
    ([["id", "when"], ["7"]], True),
    ([["country", "2019", "2020", "2021"], ["DE", "1,5", "2,5", "3,5"]], True),
    ([["x", "1,50"], ["y", "2,75"]], False),
    ([], False),
]


@pytest.mark.parametrize(("records", "expected"), HEADERS)
def test_whether_the_first_record_names_the_columns(records, expected):
    assert sniffing.has_header(records) == expected
