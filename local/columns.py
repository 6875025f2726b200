"""Text in columns of a terminal, where some characters take two places and some none."""

import unicodedata

ELLIPSIS = "…"


def places(text: str) -> int:
    """How many places `text` takes."""
    return sum(map(_places, text))


def fit(text: str, width: int) -> str:
    """`text` on exactly `width` places: filled up, or shortened in its middle, so that a name keeps its ending."""
    if places(text) > width:
        ending = _first(text[::-1], (width - 1) // 2)[::-1]
        text = _first(text, width - 1 - places(ending)) + ELLIPSIS + ending
    return text + " " * (width - places(text))


def _first(text: str, width: int) -> str:
    """As many characters from the beginning as go on `width` places."""
    taken = 0
    for at, character in enumerate(text):
        taken += _places(character)
        if taken > width:
            return text[:at]
    return text


def _places(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
