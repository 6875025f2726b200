"""Which names and lines of text are taken. They are only ever shown and sent back; no path is made of them."""

import re
import unicodedata

_SEPARATOR = re.compile(r"[/\\]")
# They reorder what a person reads: a program can show as a picture. Joiners, which scripts and emoji need, stay.
_BIDIRECTIONAL = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_UNPRINTABLE = {"Cc", "Cs", "Zl", "Zp"}


def broken_rule(filename: str) -> str | None:
    """The rule that `filename` breaks, or None. Length and presence are in the contract's schema."""
    if not filename.strip():
        return "blank"
    if _SEPARATOR.search(filename) or filename in (".", ".."):
        return "path"
    return broken_text_rule(filename)


def broken_title_rule(name: str) -> str | None:
    """The rule that a tenant's, project's or write key's name breaks, or None. Its length is in the schema."""
    return broken_text_rule(name) if name.strip() else "blank"


def broken_text_rule(text: str) -> str | None:
    """The rule that a line of text breaks which is shown to others, or None."""
    if any(unicodedata.category(character) in _UNPRINTABLE for character in text):
        return "control_character"
    if _BIDIRECTIONAL.search(text):
        return "bidirectional_mark"
    return None


def title(name: str) -> str:
    """The name of a tenant, project or write key as it is kept."""
    return normal(name.strip())


def normal(text: str) -> str:
    """The one spelling under which a name or tag is kept: macOS decomposes what others compose."""
    return unicodedata.normalize("NFC", text)


def extension(filename: str) -> str:
    """What follows the last dot, in lower case; empty where there is none (`README`, `.profile`)."""
    stem, dot, ending = filename.rpartition(".")
    return ending.lower() if dot and stem else ""
