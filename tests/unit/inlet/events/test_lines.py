"""Files of events: what is where, and what is none."""

import io

import pytest

from inlet import CannotSend
from inlet.events import lines
from inlet.events.feed import Feed
from inlet.events.preparing import prepare
from inlet.events.values import NotTaken

RUN = "019ab3c0-0000-7000-8000-000000000000"


def read(data: bytes):
    return list(lines.numbered(io.BytesIO(data)))


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b"\n\n"])
def test_a_document_a_line(end):
    assert read(b'{"a":1}\r\n\n  {"b":2}' + end) == [(1, '{"a":1}'), (3, '{"b":2}')]


def test_nothing():
    assert read(b"") == read(b"\n \n") == []


def test_a_mark_at_the_beginning():
    assert read(b'\xef\xbb\xbf{"a":1}') == [(1, '{"a":1}')]
    assert read(b'\xef\xbb\xbf[{"a":1}]') == [(1, '{"a":1}')]


def test_an_array():
    text = b'\n[ {"a": [1,\n2]} ,\n{"b": 1.50}, 7 ]\n'
    assert read(text) == [(1, '{"a": [1,\n2]}'), (2, '{"b": 1.50}'), (3, "7")]
    assert read(b"[]") == read(b" [ ] ") == []


@pytest.mark.parametrize("shift", range(9))
def test_an_array_on_one_line_of_any_length(shift):
    element = '{"a":" ü "}'
    text = " " * shift + "[" + ",".join([element] * 95_000) + "]"
    assert read(text.encode()) == [(number, element) for number in range(1, 95_001)]


@pytest.mark.parametrize(
    ("text", "after"),
    [(b"[", 0), (b"[1", 1), (b"[1,", 1), (b"[1,]", 1), (b"[1 2]", 1), (b"[1] 2", 1), (b"[1]]", 1), (b"[" * 99999, 0)],
    ids=range(8),
)
def test_no_array(text, after):
    with pytest.raises(CannotSend, match=f"after item {after}"):
        read(text)


def test_what_is_no_utf_8_cannot_be_sent():
    (_, text), (number, good) = read(b'{"a":"\xff"}\n{"a":"\xc3\xbc"}')
    assert isinstance(prepare(1, text, RUN), NotTaken)
    assert (number, good) == (2, '{"a":"ü"}')


def test_a_line_without_end_is_not_read_whole():
    (first, _), (second, text) = read(b'"' + b"x" * (3 << 20) + b'"\n{"a":1}\n')
    assert (first, second, text) == (1, 2, '{"a":1}')


def test_a_feed_gives_all_there_is():
    assert [one for one in Feed(iter([(1, "a"), (2, "b")])) if one[1]] == [(1, "a"), (2, "b")]


def test_a_feed_that_pauses_says_so_and_can_be_stopped():
    from threading import Event

    go_on = Event()

    def source():
        yield 1, "a"
        go_on.wait(30)
        yield 2, "b"

    feed = Feed(source(), pause_seconds=0.01)
    given = iter(feed)
    assert [next(given), next(given)] == [(1, "a"), (1, None)]
    feed.stop()
    assert list(given) == []
    go_on.set()


def test_a_feed_raises_what_its_source_raises():
    def source():
        yield 1, "a"
        raise CannotSend("no array")

    with pytest.raises(CannotSend, match="no array"):
        list(Feed(source()))
