"""Events in a file or pipe: a JSON document a line, or one JSON array. Their text is kept as it is."""

import json
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

from inlet.errors import CannotSend

_LONGEST = 1 << 20  # of a line that is looked at: far above an event, far below what fills the memory
_BLANKS = " \t\r\n"
_MARK = b"\xef\xbb\xbf"  # of UTF-8, as some editors put it at the beginning

Numbered = Iterator[tuple[int, str]]


def numbered(stream: BinaryIO) -> Numbered:
    """Each event's number and text: the number is that of its line, or of its place in the array, from 1 on.

    What is no UTF-8 becomes lone surrogates, which cannot be sent. Raises CannotSend when what begins as an array is
    none.
    """
    lines = _lines(stream)
    for number, line in lines:
        first = _text(line)
        if first.startswith("["):
            return iter(enumerate(_elements(_text(line + stream.read())), 1))
        if first:
            return chain([(number, first)], ((at, text) for at, other in lines if (text := _text(other))))
    return iter(())


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Each line and its number; of an overlong one the beginning: the rest is passed over when the next is wanted."""
    number = 0
    while line := stream.readline(_LONGEST):
        number += 1
        yield number, line.removeprefix(_MARK) if number == 1 else line
        while not line.endswith(b"\n") and len(line) == _LONGEST:
            line = stream.readline(_LONGEST)


def _elements(text: str) -> list[str]:
    """The elements of an array, each as it is written; all of it is read first, so that a half is not taken for it."""
    decoder, found, at = json.JSONDecoder(), list[str](), _behind_blanks(text, 1)
    separator = "" if text[at : at + 1] == "]" else ","
    try:
        while separator == ",":
            _, end = decoder.raw_decode(text, at)
            found.append(text[at:end])
            at = _behind_blanks(text, end)
            separator = text[at]
            at = _behind_blanks(text, at + 1) if separator == "," else at
    except (ValueError, IndexError, RecursionError) as wrong:
        raise _broken(found) from wrong
    if text[at] != "]" or text[at + 1 :]:
        raise _broken(found)
    return found


def _broken(found: list[str]) -> CannotSend:
    return CannotSend(f"this is no JSON array: it breaks off, or is wrong, after item {len(found)}")


def _behind_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANKS:
        at += 1
    return at


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape").strip(_BLANKS)
