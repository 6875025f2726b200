"""Paths of the API."""

from urllib.parse import quote


def path(*parts: str) -> str:
    """The path of these parts, whatever characters they hold."""
    return "".join(f"/{quote(part, safe='')}" for part in parts)
