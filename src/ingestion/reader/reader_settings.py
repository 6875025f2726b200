"""What the environment of the function `reader` says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """Names of tables, and days: how long rows of events are kept, and how old an event may be when it comes."""

    catalog_table: str
    events_table: str
    event_row_days: int
    event_max_age_days: int
