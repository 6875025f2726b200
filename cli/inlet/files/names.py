"""File names as text: the API takes Unicode, a file system any bytes, a terminal only what can be printed."""

import os


def text(name: str) -> str:
    """A name as the API takes it: bytes that are no UTF-8 are replaced."""
    try:
        return os.fsencode(name).decode(errors="replace")
    except UnicodeEncodeError:  # the name of no file here: a server's answer may hold half a character
        return name.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def printable(name: str) -> str:
    """A name as a terminal can show it: control characters and the like are replaced."""
    return "".join(character if character.isprintable() else "�" for character in text(name))
