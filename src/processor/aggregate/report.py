"""Scheduled entry of the report: what each tenant's events of an hour or a day came to, to SNS and by mail."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from common import logs, settings, times
from common.mail import addresses, sending
from processor.aggregate import periods, telling
from processor.aggregate.periods import Period
from processor.aggregate.telling import MAILED, PUBLISHED, Active

# What one report may need when AWS is slow; the rest is left to the next run.
_RESERVE_MILLISECONDS = 20_000


@dataclass(frozen=True)
class ReportSettings:
    """The function `report`. `reports_topic` is an ARN; without sender or recipients no mail is sent."""

    events_table: str
    reports_topic: str
    mail_from: str = settings.parsed(addresses.sender)
    report_recipients: tuple[str, ...] = settings.parsed(addresses.recipients)

    @property
    def channels(self) -> tuple[str, ...]:
        """The marks of a report that is wholly told."""
        return (PUBLISHED, MAILED) if self.mail_from and self.report_recipients else (PUBLISHED,)


class Untold(Exception):
    """Some reports failed, which the log names, or were left when time ran out. All others are told."""


@cache
def for_report() -> ReportSettings:
    """Read once a container. Raises SettingsError."""
    return settings.read(ReportSettings)


def handler(event: dict[str, Any], context: Any) -> dict[str, int]:
    """{"period": "hour"} or {"period": "day"}: all that nobody was told of lately; with "start": "2026-11-21T13" that
    one alone → {"told": 3, "before": 20, "failed": 0, "left": 0}. "before" were told by an earlier run.

    A report that fails keeps back no other; then raises Untold, and a later run makes up for it. Raises BadPeriod.
    """
    logs.setup()
    conf, now = for_report(), times.now()
    counts: Counter[str] = Counter(told=0, before=0, failed=0, left=0)
    with logs.bound(correlationId=getattr(context, "aws_request_id", None)):
        for period in periods.asked(event, now):
            for one in telling.active(conf.events_table, period):
                if one.marks >= set(conf.channels):
                    counts["before"] += 1
                elif context.get_remaining_time_in_millis() < _RESERVE_MILLISECONDS:
                    counts["left"] += 1
                else:
                    counts[_told(one, period, conf, now)] += 1
        logs.info("reports told", period=event["period"], **counts)
    if counts["failed"] or counts["left"]:
        raise Untold(f"{counts['failed']} reports failed, {counts['left']} were left")
    return dict(counts)


def _told(one: Active, period: Period, conf: ReportSettings, now: datetime) -> str:
    with logs.bound(tenantId=one.tenant, start=period.name):
        try:
            _tell(one, period, conf, now)
        except Exception:  # noqa: BLE001 - one tenant's must not keep the others'
            logs.failure("report failed")
            return "failed"
        return "told"


def _tell(one: Active, period: Period, conf: ReportSettings, now: datetime) -> None:
    report = telling.report(conf.events_table, one.tenant, period)
    if PUBLISHED not in one.marks:
        telling.publish(conf.reports_topic, report)
        telling.mark(conf.events_table, one.tenant, period, PUBLISHED, now)
    if MAILED in conf.channels and MAILED not in one.marks:
        sending.send(report.letter(), sender=conf.mail_from, recipients=conf.report_recipients)
        telling.mark(conf.events_table, one.tenant, period, MAILED, now)
