"""What the environment of the function `files` says."""

from dataclasses import dataclass

from common.files.gates import NO_SCANNER


@dataclass(frozen=True)
class Settings:
    """Names; which scanner looks at files (clamav, guardduty or none); how many seconds a signed URL is good for."""

    catalog_table: str
    uploads_bucket: str
    derived_bucket: str
    processing_queue: str
    scanner: str
    download_url_seconds: int

    @property
    def reads_unscanned(self) -> bool:
        """Whether files without a verdict may be read: only where there is no scanner, by choice."""
        return self.scanner == NO_SCANNER
