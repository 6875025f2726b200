"""Arabic, Hebrew and their like as PDFium tells them, put into the order in which they are read. Pure.

A PDF says where each glyph stands, not how text runs. PDFium turns every run of such letters around, taking them to be
stored as they are seen, from left to right. Where they were stored as they are read, it made them wrong, and where one
glyph stands for several letters it always does. Where the glyphs stand tells.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

_LETTER = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_LETTERS = re.compile(f"[{_LETTER}]")
# Digits run from left to right within them, and so PDFium leaves them.
_DIGIT = "\u0660-\u0669\u06f0-\u06f9"
_WORD = f"[{_LETTER}]"
_RUN = re.compile(f"(?![{_DIGIT}]){_WORD}(?:(?![{_DIGIT}])[{_LETTER} ])*(?<! )")


@dataclass(frozen=True)
class Glyph:
    """A character, and how far to the right its glyph begins."""

    character: str
    x: float


def concerns(text: str) -> bool:
    """Whether there is anything to put in order."""
    return bool(_LETTERS.search(text))


def reordered(glyphs: Iterable[Glyph]) -> str:
    """The text of a page whose glyphs are in PDFium's order."""
    told = list(glyphs)
    text = "".join(glyph.character for glyph in told)
    pieces, end = [], 0
    for run in _RUN.finditer(text):
        pieces += [text[end : run.start()], _read(told[run.start() : run.end()])]
        end = run.end()
    return "".join([*pieces, text[end:]])


def _read(run: Sequence[Glyph]) -> str:
    """A run in the order of reading."""
    groups = [list(same) for _, same in groupby(run, lambda glyph: glyph.x)]
    places = [group[0].x for group in groups if not group[0].character.isspace()]
    rightwards = sum(after > before for before, after in pairwise(places))
    if rightwards > len(places) - 1 - rightwards:
        groups.reverse()
    return "".join(_turned(group) for group in groups)


def _turned(group: Sequence[Glyph]) -> str:
    """What stands in one place: the letters of one glyph, or a letter and the marks upon it."""
    letters = [glyph.character for glyph in group]
    if sum(not unicodedata.combining(letter) for letter in letters) <= 1:
        return "".join(sorted(letters, key=lambda letter: bool(unicodedata.combining(letter))))
    return "".join(reversed(letters))
