"""An entry of Zip64 is seen wherever the blocks of the stream are cut."""

import io
import zipfile

import pytest

from processor.scan.zip64 import Watch


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
