"""What the environment of the function `changes` says."""

from dataclasses import dataclass
from datetime import timedelta

from common import settings
from common.files.gates import NO_SCANNER
from ingestion.uploads import media


@dataclass(frozen=True)
class Settings:
    """Names; which scanner looks at files (clamav, guardduty or none); for how many days a deletion can be undone."""

    catalog_table: str
    processing_queue: str
    scanner: str
    restore_days: int
    media_types: media.MediaTypes = settings.parsed(media.parse)

    @property
    def reads_unscanned(self) -> bool:
        """Whether files without a verdict may be read: only where there is no scanner, by choice."""
        return self.scanner == NO_SCANNER

    @property
    def restorable(self) -> timedelta:
        """For how long after its deletion a file can be restored."""
        return timedelta(days=self.restore_days)
