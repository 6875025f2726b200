"""What the environment of the function `uploads` says."""

from dataclasses import dataclass

from common import settings
from common.files import spread, usage
from ingestion.uploads import media


@dataclass(frozen=True)
class Settings:
    """Names, limits and switches. Seconds are how long a signed URL is good for."""

    catalog_table: str
    uploads_bucket: str
    upload_url_seconds: int
    quick_url_seconds: int
    require_size: bool
    accelerate: bool
    media_types: media.MediaTypes = settings.parsed(media.parse)
    quotas: usage.Amount = settings.parsed(usage.parse)
    index_spread: spread.Spread = settings.parsed(spread.parse)
