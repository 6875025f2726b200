"""ZIPs by their end."""

import io
import struct
import zipfile

import pytest

from processor.inspection import archives, ends
from processor.inspection.ends import Ends
from tests.unit.inspection.contents import zipped


def found(content: bytes):
    return archives.directory(ends.of(content))


@pytest.mark.parametrize("names", [[], ["a"], ["Ä.txt", "b/c", "d" * 200]])
def test_the_directory_names_what_is_there(names):
    directory = found(zipped(*names))
    assert (directory.entries, [name.decode() for name in directory.names]) == (len(names), names)


def test_a_large_archive_has_another_record(monkeypatch):
    output = io.BytesIO()
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 3)
    with zipfile.ZipFile(output, "w") as archive:
        for number in range(5):
            archive.writestr(f"{number}.txt", "x")
    written = bytearray(output.getvalue())
    assert b"PK\x06\x07" in written
    # zipfile tells the number in both records; others say only in the large one.
    at = written.rfind(b"PK\x05\x06")
    written[at + 8 : at + 20] = b"\xff" * 12
    directory = found(bytes(written))
    assert directory.names[:2] == (b"0.txt", b"1.txt")


def test_a_comment_may_look_like_an_end():
    directory = found(zipped("a", comment=b"PK\x05\x06" * 40))
    assert directory.names == (b"a",)


@pytest.mark.parametrize("count", [70, 1000])
def test_so_many_false_ends_are_looked_at_in_bounded_time(count):
    assert found(zipped("a", comment=b"PK\x05\x06\xff\xff" * count)) is None


def test_a_directory_that_lies_elsewhere_is_none():
    content = bytearray(zipped("a"))
    at = content.rfind(b"PK\x05\x06")
    content[at + 12 : at + 16] = (50).to_bytes(4, "little")
    assert found(bytes(content)) is None


@pytest.mark.parametrize(
    ("here", "entries", "length", "there"),
    [(2, 2, 900_000, True), (1, 2, 900_000, False), (60_000, 60_000, 900_000, False)],
)
def test_a_directory_beyond_the_window_has_to_be_in_accord_with_itself(here, entries, length, there):
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, here, entries, length, 100, 0)
    assert (archives.directory(Ends(b"x", bytes(1000) + end, 5_000_000)) is not None) is there
