"""Scheduled entry of the digest: what arrived in an hour, told by mail once."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from common import audit, logs, times
from logger import letters, mail, settings
from logger.totals import NAMES, Totals

_HOUR = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}")
_MARK = "sent"


class BadHour(ValueError):
    """The `hour` that was asked for cannot be told of; the text says why."""


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """{"time": "2026-11-21T14:05:00Z", …} (of the scheduler; the hour before it) or {"hour": "2026-11-21T13"} (by hand)
    → {"hour": "2026-11-21T13", "outcome": "mailed" │ "mailed before" │ "nothing arrived" │ "nobody to tell"}.

    Raises BadHour for an hour that is none or not over, NotSent and Busy when mail fails: then it can be run again.
    """
    logs.setup()
    now = times.now()
    hour = chosen(event, now)
    with logs.bound(correlationId=getattr(context, "aws_request_id", None), hour=_name(hour)):
        outcome = _tell(hour, settings.for_digest(), now)
        logs.info("digest done", outcome=outcome)
    return {"hour": _name(hour), "outcome": outcome}


def chosen(event: dict[str, Any], now: datetime) -> datetime:
    """The start of the UTC hour that `event` asks for. Raises BadHour."""
    if "hour" not in event:
        # The scheduler's time rather than the clock's: a retry that comes late still tells of its hour.
        due = times.parse(event["time"]) if "time" in event else now
        return due.replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    asked = event["hour"]
    if not isinstance(asked, str) or not _HOUR.fullmatch(asked):
        raise BadHour("hour must look like 2026-11-21T13, in UTC")
    try:
        hour = datetime.strptime(asked, "%Y-%m-%dT%H").replace(tzinfo=UTC)
    except ValueError:
        raise BadHour("there is no such hour") from None
    if hour + timedelta(hours=1) > now:
        raise BadHour("the hour is not over")
    return hour


def _name(hour: datetime) -> str:
    return f"{hour:%Y-%m-%dT%H}"


def _tell(hour: datetime, conf: settings.DigestSettings, now: datetime) -> str:
    if not conf.digest_recipients:
        return "nobody to tell"
    if not conf.mail_from:
        logs.warning("the digest has recipients, but MAIL_FROM is empty: no mail is sent")
        return "nobody to tell"
    # No object key of Inlet looks like this, and no S3 event has such a sort key.
    key = f"digest#{_name(hour)}"
    if audit.find(conf.audit_table, key, _MARK):
        return "mailed before"
    totals = Totals()
    for row in audit.recorded_in(conf.audit_table, hour, NAMES):
        totals.add(row)
    if totals.nothing:
        return "nothing arrived"
    # Marked after it is sent: a run that dies in between repeats the mail, none is lost.
    message_id = mail.send(letters.digest(hour, totals), sender=conf.mail_from, recipients=conf.digest_recipients)
    audit.put_once(conf.audit_table, key, _MARK, at=now, attributes={"kind": "digest", "mailId": message_id})
    return "mailed"
