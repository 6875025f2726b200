"""What the environment of the function `collector` says."""

from dataclasses import dataclass
from typing import Any

from common import settings
from ingestion.collector.callers import Trust

TAKEN = ("accept", "refuse")
ADDRESSES = ("whole", "truncated", "none")


def _one_of(*values: str) -> Any:
    def parse(text: str) -> str:
        if text not in values:
            raise settings.Malformed(f"it is one of {', '.join(values)}")
        return text

    return settings.parsed(parse)


@dataclass(frozen=True)
class Settings(Trust):
    """Names, limits and switches, beside those by which callers are told."""

    events_queue: str
    event_max_age_days: int
    unknown_types: str = _one_of(*TAKEN)
    ip_addresses: str = _one_of(*ADDRESSES)
