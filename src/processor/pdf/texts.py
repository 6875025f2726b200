"""Text that came out of a PDF, made fit to be kept: no control characters, one kind of line ends. Pure."""

import re
import unicodedata

# Where PDFium joined what a hyphen at the end of a line had divided, it leaves one of these.
_JOINTS = re.compile("[\x02\ufffe]")
# C0, C1, surrogates that found no other half, and what Unicode says is no character. Tabs and line ends stay.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# What turns the direction of all that follows: in a line of metadata it could disguise a name.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile(r"\s+")
_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029|\x85")
_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)


def page(text: str) -> str:
    """A page's text: lines end in line feeds, words that were divided are whole, nothing stands around it."""
    text = _UNFIT.sub("", _LINE_ENDS.sub("\n", _JOINTS.sub("", text)))
    return _TRAILING.sub("", text).strip()


def line(text: str, most: int) -> str | None:
    """A title or a name: one line of at most `most` characters, cut with an ellipsis; None when nothing is left."""
    text = _SPACES.sub(" ", _LINE_ENDS.sub(" ", text))
    text = unicodedata.normalize("NFC", _TURNS.sub("", _UNFIT.sub("", text))).strip()
    return (text if len(text) <= most else f"{text[: most - 1].rstrip()}…") or None


def beginning(text: str, most: int) -> str:
    """The first `most` characters at most, ended at a space where there is one near."""
    if len(text) <= most:
        return text
    cut = text[:most]
    at = max(cut.rfind(" "), cut.rfind("\n"))
    return (cut[:at] if at > most * 0.9 else cut).rstrip()


def cut(encoded: bytes, most: int) -> bytes:
    """The first `most` bytes at most of text in UTF-8, no character broken."""
    return encoded if len(encoded) <= most else encoded[:most].decode("utf-8", "ignore").encode()
