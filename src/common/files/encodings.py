"""Encodings of wide characters, told by the first bytes of a text. Pure."""

import codecs

# Those of UTF-32 begin like those of UTF-16, so they come first.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LOOKED_AT_BYTES = 512


def wide(head: bytes) -> str | None:
    """The encoding of two or four bytes a character that `head` shows by a byte order mark or by zeros, if any.

    Texts without a mark: of the letters that most are made of, UTF-16 has a zero in every other byte.
    """
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    even, odd = head[:_LOOKED_AT_BYTES:2], head[1:_LOOKED_AT_BYTES:2]
    most = 0.7 * len(odd)
    if len(odd) > 1 and odd.count(0) > most and not even.count(0):
        return "utf-16-le"
    if len(odd) > 1 and even.count(0) > most and not odd.count(0):
        return "utf-16-be"
    return None
