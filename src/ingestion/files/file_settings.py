"""What the environment of the function `files` says."""

from dataclasses import dataclass

from common import settings
from common.files import spread
from common.files.gates import NO_SCANNER
from ingestion.files import edge
from ingestion.uploads import media


@dataclass(frozen=True)
class Settings:
    """Names; which scanner looks at files (clamav, guardduty or none); how many seconds a signed URL is good for; which
    parameter of SSM holds the keys that cursors are signed with; which types are taken; over how many shards lists are
    spread; through which distribution of CloudFront downloads go (None: straight to S3).
    """

    catalog_table: str
    uploads_bucket: str
    derived_bucket: str
    processing_queue: str
    scanner: str
    download_url_seconds: int
    cursor_keys: str
    media_types: media.MediaTypes = settings.parsed(media.parse)
    index_spread: spread.Spread = settings.parsed(spread.parse)
    distribution: edge.Distribution | None = settings.parsed(edge.parse)

    @property
    def reads_unscanned(self) -> bool:
        """Whether files without a verdict may be read: only where there is no scanner, by choice."""
        return self.scanner == NO_SCANNER
