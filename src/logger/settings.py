"""What the logger's two functions read from their environment."""

from dataclasses import dataclass
from functools import cache

from common import settings
from common.mail import addresses
from logger import rules


@dataclass(frozen=True)
class LoggerSettings:
    """The function `logger`."""

    catalog_table: str
    audit_table: str
    uploads_bucket: str
    arrivals_dlq: str
    verifications_queue: str
    processing_queue: str
    mail_from: str = settings.parsed(addresses.sender)
    alert_rules: tuple[rules.Rule, ...] = settings.parsed(rules.parse)


@dataclass(frozen=True)
class DigestSettings:
    """The function `digest`."""

    audit_table: str
    mail_from: str = settings.parsed(addresses.sender)
    digest_recipients: tuple[str, ...] = settings.parsed(addresses.recipients)


@cache
def for_logger() -> LoggerSettings:
    """Read once a container. Raises SettingsError."""
    return settings.read(LoggerSettings)


@cache
def for_digest() -> DigestSettings:
    """Read once a container. Raises SettingsError."""
    return settings.read(DigestSettings)
