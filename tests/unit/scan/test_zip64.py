"""An entry of Zip64 is seen wherever the blocks of the stream are cut."""

import io
import zipfile

import pytest

from processor.scan.zip64 import Watch
from tests.hostile import zip64


def zipped(*, zip64):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("first", b"x" * 500)
        with archive.open("second", "w", force_zip64=zip64) as entry:
            entry.write(b"hello")
    return made.getvalue()


def seen(content, size):
    watch = Watch()
    for place in range(0, len(content), size):
        watch.look(content[place : place + size])
    return watch.seen


@pytest.mark.parametrize("size", [*range(1, 60), 537, 538, 550, 1 << 20])
def test_it_is_seen_across_blocks(size):
    assert seen(zipped(zip64=True), size)
    assert seen(b"#!/bin/sh\n" + zipped(zip64=True), size)
    assert not seen(zipped(zip64=False), size)


def test_line_feeds_in_a_header_do_not_hide_it():
    assert seen(b"PK\x03\x04" + b"\n" * 14 + b"\xff" * 8, 7)


@pytest.mark.parametrize("size", [1, 7, 45, 46, 47, 1 << 20])
@pytest.mark.parametrize("form", zip64.FORMS.values(), ids=zip64.FORMS)
def test_any_sign_of_it_is_seen(form, size):
    assert seen(zip64.archive(b"hello", **form), size)
    assert not seen(zip64.archive(b"hello", late=form.get("late", False)), size)


def test_archives_are_whole():
    """What is told from each other here are archives that readers open."""
    for form in ({}, {"late": True}, *zip64.FORMS.values()):
        with zipfile.ZipFile(io.BytesIO(zip64.archive(b"hello", **form))) as archive:
            assert archive.read("a.com") == b"hello"
