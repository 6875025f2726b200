"""The sweeper on the account in this process."""

import pytest

from common import queues
from common.files import waiting
from processor.janitor import leftovers, sweeper
from tests.unit.cloud import Context, clock, cloud, lines

__all__ = ["clock", "cloud", "lines", "sweep"]


@pytest.fixture
def sweep(cloud, clock, lines, monkeypatch):
    """Invokes the sweeper a day and a minute after NOW."""
    environment = {
        "CATALOG_TABLE": cloud.catalog,
        "AUDIT_TABLE": cloud.audit,
        "UPLOADS_BUCKET": cloud.bucket,
        "VERIFICATIONS_QUEUE": cloud.verifications,
        "PROCESSING_QUEUE": cloud.processing,
        "PENDING_EXPIRY_SECONDS": "86400",
        "VERIFICATION_CYCLE_SECONDS": "27000",
        "EXPIRED_ROW_DAYS": "30",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(leftovers, "_BEGINNINGS", ("",))
    sweeper.for_sweeper.cache_clear()
    queues._url.cache_clear()
    clock.advance(days=1, minutes=1)
    return lambda context=None: sweeper.handler({}, context or Context())


@pytest.fixture
def two_shards(monkeypatch):
    """Of the index of what waits: dying between any two queries is one case."""
    monkeypatch.setattr(waiting, "SHARDS", 2)
