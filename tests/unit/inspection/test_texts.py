"""Texts in any encoding pass; what holds other signs, or is run or drawn, does not."""

import random

import pytest

from processor.inspection import ends, texts
from tests.unit.inspection.conftest import judged, reason
from tests.unit.inspection.contents import CSV, HTML, PDF, PHP

CSV_TYPE, PLAIN, JSON = "text/csv", "text/plain", "application/json"
# Longer than head and tail together, and of no round length.
ROWS = 20_011
WORDS = ["name,größe\n", "اسم,حجم\n", "名前,サイズ\n", "имя,размер\n", "😀,🎉\n"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_any_script_in_any_encoding(encoding):
    mark = "\ufeff" if encoding.endswith("e") else ""
    for words in WORDS:
        assert judged(CSV_TYPE, (mark + words).encode(encoding)) == CSV_TYPE
        assert judged(CSV_TYPE, (mark + words * ROWS).encode(encoding)) == CSV_TYPE


def test_half_a_wide_character_at_the_end():
    assert judged(CSV_TYPE, b"\xff\xfe" + "ab".encode("utf-16-le") + b"c") == CSV_TYPE
    assert judged(CSV_TYPE, b"\xff\xfe" + ("ØÞß\n" * 40_000).encode("utf-16-le") + b"c") == CSV_TYPE


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark(encoding):
    assert judged(CSV_TYPE, ("name,größe\n" * ROWS).encode(encoding)) == CSV_TYPE


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "cp437"])
@pytest.mark.parametrize("rows", [1, ROWS])
def test_a_byte_a_character(encoding, rows):
    assert judged(CSV_TYPE, ("name;größe\r\n" * rows).encode(encoding)) == CSV_TYPE


@pytest.mark.parametrize("cut", range(5))
def test_a_character_may_be_cut_by_the_window(cut):
    assert judged(CSV_TYPE, b"a" * cut + "😀".encode() * 60_000) == CSV_TYPE
    assert judged(CSV_TYPE, b"\xff\xfe" + ("a" * cut + "😀" * 60_000).encode("utf-16-le")) == CSV_TYPE


@pytest.mark.parametrize(
    "content",
    [
        b"a,b\n1,\xff\n" * ROWS,  # not UTF-8 somewhere
        "ä,b\n".encode() * ROWS + b"\xe4,b\n",  # not UTF-8 at its end
        "a,ü".encode()[:-1],  # cut within a character
        b"x",
        b"\n",
        b" \t\r\n\x0c",
        b"a\x0bb,c\n",  # vertical tabs, as spreadsheets write them
        b"a,b\r\n\x1a",  # the end mark of DOS
        b"a,b\x01c\n" * 5 + b"a,b,c\n" * 500,  # a stray control
        b"\x1b[31mred\x1b[0m,b\n",
        b"GIF8,BM\nMZ,PK\nID3,P5\n",  # letters that binary formats begin with, too
        b"From: x\nSubject: y\n\nz",
        b"cell,<script>alert(1)</script>\n",  # a value, which nothing draws
        b"<b>,c\n",
        b"a,%PDF\n",
    ],
)
def test_odd_texts(content):
    assert judged(CSV_TYPE, content) == CSV_TYPE


@pytest.mark.parametrize(
    "content",
    [
        b"a,b\n1,\x00\n",
        CSV + bytes(10),
        CSV * ROWS + b"\x00",
        b"\x00" * 100,
        b"\xff\xfe" + random.Random(1).randbytes(4000),
        b"\xfe\xff" + "a,b\n".encode("utf-16-be") * 10 + b"\x00\x00",
        bytes(range(1, 32)) * 10,
        random.Random(2).randbytes(300),
        PDF,
        b"%PDF-1.7\n1 0 obj\n",
        b"a,b\n%PDF-1.4\n1 0 obj\n",
    ],
)
def test_no_texts(content):
    assert judged(CSV_TYPE, content) == judged(PLAIN, content) == "type_mismatch"


@pytest.mark.parametrize(
    "content",
    [
        HTML,
        b"\xef\xbb\xbf \n<HTML>",
        b"\xff\xfe" + "<html><script>".encode("utf-16-le"),
        b"<!-- a comment -->\n<script src=x></script>",
        b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "x"><svg onload="x()"/>',
        b"<svg/onload=x()>",
        b"<title>a</title>",
    ],
)
def test_pages_are_no_data(content):
    assert judged(CSV_TYPE, content) == judged(PLAIN, content) == judged(JSON, content) == "type_mismatch"
    assert reason(CSV_TYPE, content) == "The content is HTML or SVG, not text/csv as was promised."


@pytest.mark.parametrize(
    "content", [b"#!/bin/sh\nrm -rf /\n", b"\n#! /usr/bin/env python\n", PHP, b"<?= 1 ?>", b"<% x %>"]
)
def test_scripts_are_no_tables_but_texts(content):
    assert judged(CSV_TYPE, content) == judged("text/tab-separated-values", content) == "type_mismatch"
    assert reason(CSV_TYPE, content) == "The content is a script, not text/csv as was promised."
    assert judged(PLAIN, content) == PLAIN


@pytest.mark.parametrize(
    "content",
    [b"{}", b"[1,2]\n", b'"a"', b"-1", b"null", b' {"a":1}\n{"a":2}\n', "\ufeff{}".encode(), b'{"a":[]}\r\n ',
     "[1]\n".encode("utf-16")],
)  # fmt: skip
def test_json(content):
    assert (judged(JSON, content), judged("application/geo+json", content)) == (JSON, "application/geo+json")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a,b\n", "type_mismatch"),
        (b"  \n", "type_mismatch"),
        (b'{"a":', "truncated"),
        (b"[1,2", "truncated"),
        (b'{"a":1]', "truncated"),
    ],
)
def test_no_json(content, code):
    assert judged(JSON, content) == code


@pytest.mark.parametrize("promised", ["text/html", "application/xhtml+xml", "text/xml", "image/svg+xml"])
def test_markup_that_was_promised(promised):
    assert judged(promised, HTML) == promised


def test_a_long_run_of_comments_is_looked_at_once():
    assert texts.is_markup("<!-- -->" * 100 + "<html>") is True
    assert texts.is_markup("<!--" * 300) is False
    assert texts.beginning(ends.of(b"<" * 100_000)) is not None
