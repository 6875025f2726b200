"""What the environment of the function `reader` says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """Names; days: how long rows of events are kept, and how old an event may be when it comes; and whether types
    without a schema are taken (accept or refuse).
    """

    catalog_table: str
    events_table: str
    events_queue: str
    event_row_days: int
    event_max_age_days: int
    unknown_types: str
