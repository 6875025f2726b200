"""A mail's texts. Whatever a client chose is shown with its control characters made visible."""

import unicodedata
from dataclasses import dataclass

# Controls, formats (right-to-left marks among them), surrogates, private and unassigned ones, separators of lines.
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@dataclass(frozen=True)
class Letter:
    """A mail's one-line ASCII subject and its plain text."""

    subject: str
    body: str


def shown(text: str) -> str:
    """`text` on one line, unambiguous: what cannot be seen appears as its code point, a backslash as two."""
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character == "\\":
        return "\\\\"
    return f"\\u{{{ord(character):04x}}}" if unicodedata.category(character) in _INVISIBLE else character
