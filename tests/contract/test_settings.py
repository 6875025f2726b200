"""The functions take what Terraform takes; tests/terraform/test_settings.py holds Terraform against the same table."""

import json
from typing import Any

import pytest

from common import settings
from ingestion.changes import change_settings
from ingestion.collector import settings as collector_settings
from ingestion.files import file_settings
from ingestion.reader import reader_settings
from ingestion.tenants import handler as tenants
from ingestion.uploads import upload_settings
from logger.settings import DigestSettings, LoggerSettings
from processor.aggregate.report import ReportSettings
from processor.events.handler import EventsSettings
from processor.janitor.purge import PurgeSettings
from processor.janitor.sweeper import SweeperSettings
from tests.contract.settings import BAD, GOOD, POINTLESS

SHAPES: tuple[Any, ...] = (
    upload_settings.Settings,
    tenants.Settings,
    collector_settings.Settings,
    reader_settings.Settings,
    file_settings.Settings,
    change_settings.Settings,
    EventsSettings,
    LoggerSettings,
    DigestSettings,
    SweeperSettings,
    PurgeSettings,
    ReportSettings,
)


def number(value: float) -> str:
    """A number as Terraform writes it into an environment variable or JSON."""
    return str(int(value)) if value == int(value) else str(value)


def quota(limits: dict[str, float]) -> str:
    """What Terraform's jsonencode makes of the quotas."""
    return "{" + ", ".join(f'"{kind}": {number(limit)}' for kind, limit in limits.items()) + "}"


def spread(catalogue: dict[str, Any]) -> str:
    """What it makes of the numbers of shards."""
    tenants = ", ".join(
        f'"{tenant}": {number(shards)}' for tenant, shards in catalogue.get("large_tenants", {}).items()
    )
    return f'{{"default": {number(catalogue.get("spread", 1))}, "tenants": {{{tenants}}}}}'


def environment(variable: str, value: dict[str, Any]) -> dict[str, str]:
    """What the stack makes of a value: terraform/stack/{mail,ingestion,janitor,collector,reader,event_processor}.tf."""
    names = ("mail", "uploads", "quotas", "events", "catalogue")
    mail, up, quotas, events, catalogue = (value if variable == name else {} for name in names)
    rules = [
        {("minBytes" if key == "min_bytes" else key): one for key, one in rule.items()}
        for rule in mail.get("alert_rules", [])
    ]
    return {
        "MAIL_FROM": mail.get("from", ""),
        "ALERT_RULES": json.dumps(rules),
        "DIGEST_RECIPIENTS": json.dumps(mail.get("digest_recipients", [])),
        "REPORT_RECIPIENTS": json.dumps(mail.get("report_recipients", [])),
        "REPORTS_TOPIC": "topic",
        "EVENTS_TABLE": "events",
        "UPLOAD_URL_SECONDS": number(up.get("url_seconds", 900)),
        "QUICK_URL_SECONDS": number(up.get("quick_url_seconds", 300)),
        "DOWNLOAD_URL_SECONDS": number(up.get("download_url_seconds", 300)),
        "CURSOR_KEYS": "/inlet-test/cursor-keys",
        "DISTRIBUTION": "null",
        "DERIVED_BUCKET": "derived",
        "SCANNER": "clamav",
        "REQUIRE_SIZE": json.dumps(up.get("require_size", False)),
        "ACCELERATE": json.dumps(up.get("acceleration", False)),
        "QUOTAS": quota({"bytes": 10**13, "files": 10**7, "pending": 10**5} | quotas),
        "INDEX_SPREAD": spread(catalogue),
        "PENDING_EXPIRY_SECONDS": number(up.get("pending_expiry_hours", 24) * 3600),
        "VERIFICATION_CYCLE_SECONDS": "27000",
        "EXPIRED_ROW_DAYS": number(up.get("expired_row_days", 30)),
        "RESTORE_DAYS": number(up.get("restore_days", 30)),
        "MEDIA_TYPES": json.dumps({"image/png": {"extensions": ["png"], "maxBytes": 1}}),
        "EVENT_ROW_DAYS": number(events.get("row_days", 90)),
        "EVENT_MAX_AGE_DAYS": number(events.get("max_age_days", 400)),
        "UNKNOWN_TYPES": events.get("unknown_types", "accept"),
        "IP_ADDRESSES": events.get("ip_addresses", "truncated"),
        "EVENTS_QUEUE": "events",
        "EVENTS_DLQ": "events-dlq",
        "ARCHIVE_BUCKET": "archive",
        "ISSUER": "https://issuer.example",
        "AUDIENCE": "client-1",
        "REQUIRED_SCOPE": "inlet/api",
        "JWKS_URL": "",
        "CATALOG_TABLE": "catalog",
        "AUDIT_TABLE": "audit",
        "UPLOADS_BUCKET": "uploads",
        "ARRIVALS_DLQ": "dlq",
        "VERIFICATIONS_QUEUE": "verifications",
        "PROCESSING_QUEUE": "processing",
    }


def start(variable: str, value: dict[str, Any]) -> None:
    """Reads the settings of every function. Raises SettingsError."""
    for shape in SHAPES:
        settings.read(shape, environment(variable, value))


@pytest.mark.parametrize("name", GOOD | POINTLESS)
def test_functions_start(name):
    start(*(GOOD | POINTLESS)[name])


@pytest.mark.parametrize("name", BAD)
def test_functions_refuse_to_start(name):
    with pytest.raises(settings.SettingsError):
        start(*BAD[name])
