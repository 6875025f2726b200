"""What the function `scan` is told by its environment."""

import json
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from common import settings
from common.settings import Malformed


class Scanner(StrEnum):
    """Who judges files. `none` has to be chosen: nobody does, and each row says so."""

    CLAMAV = "clamav"
    GUARDDUTY = "guardduty"
    NONE = "none"


def _extractors(value: str) -> dict[str, str]:
    table = json.loads(value)
    if not isinstance(table, dict) or not all(isinstance(name, str) for name in table.values()):
        raise Malformed("it is not an object of names")
    return table


@dataclass(frozen=True)
class ScanSettings:
    """The function `scan`. `clamd` is its path; `extractors` tells by media type which step follows."""

    catalog_table: str
    uploads_bucket: str
    definitions_bucket: str
    clamd: str
    scan_seconds: int
    scanner: Scanner = settings.parsed(Scanner)
    extractors: dict[str, str] = settings.parsed(_extractors)


@cache
def for_scan() -> ScanSettings:
    """Read once a container. Raises SettingsError."""
    return settings.read(ScanSettings)
