"""What the router reads from its environment."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from common import settings


@dataclass(frozen=True)
class RouterSettings:
    """The function `router`."""

    catalog_table: str
    uploads_bucket: str
    processing_queue: str
    processing_dlq: str
    state_machine: str
    machine_seconds: int
    lost_after_seconds: int
    max_receive_count: int
    retry_seconds: int
    scanner: str

    @property
    def awaits_verdicts(self) -> bool:
        """Whether the scanner tells its verdicts by events, on which processing has to wait."""
        return self.scanner == "guardduty"

    @property
    def lost_after(self) -> timedelta:
        """For how long a run may be silent that another message wants to begin anew."""
        return timedelta(seconds=self.lost_after_seconds)


@cache
def for_router() -> RouterSettings:
    """Read once a container. Raises SettingsError."""
    return settings.read(RouterSettings)
