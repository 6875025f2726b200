"""Which names of files, tenants and projects are taken. They are only shown and sent back; none becomes a path."""

import re
import unicodedata

MAX_CHARACTERS = 255

_SEPARATOR = re.compile(r"[/\\]")
# They reorder what a person reads: a program can show as a picture. Joiners, which scripts and emoji need, stay.
_BIDIRECTIONAL = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_UNPRINTABLE = {"Cc", "Cs", "Zl", "Zp"}


def broken_rule(filename: str) -> str | None:
    """The rule that `filename` breaks, or None. Length and presence are in the contract's schema."""
    path = _SEPARATOR.search(filename) or filename in (".", "..")
    return broken_title_rule(filename) or ("path" if path else None)


def broken_title_rule(name: str) -> str | None:
    """The rule that the name of a tenant or project breaks, or None. Length and presence are in the schema."""
    if not name.strip():
        return "blank"
    if any(unicodedata.category(character) in _UNPRINTABLE for character in name):
        return "control_character"
    if _BIDIRECTIONAL.search(name):
        return "bidirectional_mark"
    return None


def title(name: str) -> str:
    """The name of a tenant or project as it is kept."""
    return normal(name.strip())


def normal(filename: str) -> str:
    """The one spelling under which a name is kept: macOS decomposes what others compose."""
    return unicodedata.normalize("NFC", filename)


def extension(filename: str) -> str:
    """What follows the last dot, in lower case; empty where there is none (`README`, `.profile`)."""
    stem, dot, ending = filename.rpartition(".")
    return ending.lower() if dot and stem else ""
