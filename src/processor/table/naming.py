"""Names of columns, made of a header or of nothing: never empty, never two the same, never endless."""

import unicodedata

from processor.table.records import Record

MAX_NAME = 128


def names(header: Record | None, count: int) -> list[str]:
    """`count` names; `header` may have fewer cells, or more. What was cleaned away of one may make it like another."""
    cells = header or []
    found: list[str] = []
    taken: set[str] = set()
    for place in range(count):
        name = base = cleaned(cells[place] if place < len(cells) else "", MAX_NAME) or f"column_{place + 1}"
        number = 1
        while name in taken:
            number += 1
            name = f"{base}_{number}"
        taken.add(name)
        found.append(name)
    return found


def cleaned(text: str, limit: int) -> str:
    """`text` for people: without control characters, with single spaces, cut with "…" at `limit` characters."""
    # What is far beyond the limit is not even looked at.
    told = "".join(" " if unicodedata.category(char) in _UNSEEN else char for char in text[: 4 * limit])
    told = " ".join(told.split())
    return told if len(told) <= limit and len(text) <= 4 * limit else f"{told[: limit - 1]}…"


# Control characters, lone surrogates, and what has no meaning.
_UNSEEN = {"Cc", "Cs", "Cn"}
