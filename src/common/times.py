"""Instants as the API and the tables write them: UTC, RFC 3339, milliseconds, `Z`. They sort as text."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def text(instant: datetime) -> str:
    """`instant` as `2026-11-21T13:05:00.123Z`."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse(value: str) -> datetime:
    """The instant that `text` wrote, or that AWS did. Raises ValueError when it carries no zone."""
    instant = datetime.fromisoformat(value)
    if instant.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return instant.astimezone(UTC)
