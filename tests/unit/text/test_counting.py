"""Lines, words, encoding and beginning of any text, however it comes in blocks."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processor.text.counting import Counter, Findings
from tests.unit.fuzzing import examples


def counted(content: bytes, size: int = 1 << 20) -> Findings:
    counter = Counter()
    counter.take(content[at : at + size] for at in range(0, len(content), size))
    return counter.findings()


@pytest.mark.parametrize(
    ("text", "lines", "words"),
    [
        ("", 0, 0),
        ("\n", 1, 0),
        ("a", 1, 1),
        ("a\n", 1, 1),
        ("a\nb", 2, 2),
        ("a b\r\nc\rd\n\ne", 5, 5),
        ("\r", 1, 0),
        ("  a  ", 1, 1),
        ("größe 名前 😀\n", 1, 3),
        ("a\u00a0b", 1, 2),
        ("a\x0cb", 1, 2),
    ],
)
def test_lines_and_words(text, lines, words):
    found = counted(text.encode())
    assert (found.encoding, found.lines, found.words) == ("utf-8", lines, words)
    assert found.first_lines == text.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("größe\n".encode(), "utf-8"),
        ("größe\n".encode("utf-8-sig"), "utf-8"),
        ("größe\n".encode("cp1252"), "windows-1252"),
        ("\ufeffgröße\n".encode("utf-16-le"), "utf-16-le"),
        ("\ufeffgröße\n".encode("utf-16-be"), "utf-16-be"),
        ("größe\n".encode("utf-16-le"), "utf-16-le"),
        ("\ufeffgröße\n".encode("utf-32-be"), "utf-32-be"),
    ],
)
def test_encodings(content, encoding):
    assert counted(content) == Findings(encoding, 1, 1, "größe\n")


def test_what_turns_out_to_be_no_utf_8_is_counted_all_the_same():
    content = "größe\n".encode() * 10 + "größe\n".encode("cp1252") * 10
    assert counted(content, 20) == Findings(None, 20, 20, counted(content, 20).first_lines)
    assert counted(content).encoding == "windows-1252"


def test_a_character_that_is_cut_at_the_end():
    found = counted("aä".encode()[:-1], 1)
    assert (found.lines, found.words) == (1, 1)


def test_the_beginning_is_bounded():
    assert counted(b"line\n" * 100).first_lines == "line\n" * 19 + "line"
    assert counted(b"x" * 10_000_000).first_lines == "x" * 4_000
    assert counted(b"x" * 10_000_000, 1000).words == 1


@pytest.mark.parametrize("piece", [b"ab ", b"x", b"\n", b"\r"])
def test_memory_does_not_grow_with_the_text(piece):
    block = piece * ((1 << 17) // len(piece))
    counter, peaks = Counter(), []

    def blocks(count):
        for _ in range(count):
            yield block
            peaks.append(tracemalloc.get_traced_memory()[1])

    tracemalloc.start()
    try:
        counter.take(blocks(6))
    finally:
        tracemalloc.stop()
    assert max(peaks) < 1.2 * peaks[1] < 8 * 1024 * 1024


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\ufeff\0"))


@examples(100)
@given(text=TEXTS, encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]), size=st.integers(1, 9))
def test_blocks_change_nothing(text, encoding, size):
    content = text.encode(encoding)
    whole = counted(content)
    # The encoding is told by the first block, which in the stream is a megabyte.
    halves = Counter()
    halves.take([content[:512], *(content[at : at + size] for at in range(512, len(content), size))])
    assert halves.findings() == whole
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    assert whole.lines == lines.count("\n") + (lines != "" and not lines.endswith("\n"))
    assert whole.words == len(text.split())


@examples(100)
@given(st.lists(st.sampled_from([b"\r", b"\n", b"a", b" ", b"\xc3", b"\xb6", b"\xff"]), max_size=12), st.integers(1, 3))
def test_where_it_stops_being_utf_8_nothing_is_lost(pieces, size):
    content = b"start\n" + b"".join(pieces)
    counter = Counter()
    counter.take([content[:6], *(content[at : at + size] for at in range(6, len(content), size))])
    text = content.decode("cp1252").replace("\r\n", "\n").replace("\r", "\n")
    assert counter.findings().lines == text.count("\n") + (not text.endswith("\n"))
    assert counter.findings().words == len(text.split())


@examples(100)
@given(st.binary(), st.integers(1, 9))
def test_any_bytes(content, size):
    found = counted(content, size)
    assert 0 <= found.lines <= len(content)
    assert 0 <= found.words <= len(content)
