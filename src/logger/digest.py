"""Scheduled entry of the digest: what arrived in an hour, told by mail once."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from common import logs, times
from common.files import audit
from common.mail import sending
from logger import letters, settings
from logger.totals import NAMES, Totals

# How far back a run looks for hours that nobody has been told of: mail may be down for long.
LOOK_BACK_HOURS = 24

_HOUR = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}")
_LENGTH = timedelta(hours=1)

# The marks of an hour that is done.
_MAILED = "sent"
_EMPTY = "empty"


class BadHour(ValueError):
    """The `hour` that was asked for cannot be told of; the text says why."""


def handler(event: dict[str, Any], context: Any) -> dict[str, str]:
    """{"time": "2026-11-21T14:05:00Z", …} (of the scheduler; the day before it) or {"hour": "2026-11-21T13"} (by hand)
    → {"2026-11-21T13": "mailed" │ "mailed before" │ "nothing arrived" │ "nobody to tell", …}, one entry an hour.

    An hour that fails keeps back no other; then raises NotSent or Busy, and the next run makes up for it. Raises
    BadHour for an hour that is none or not over.
    """
    logs.setup()
    now, conf = times.now(), settings.for_digest()
    outcomes: dict[str, str] = {}
    failed: Exception | None = None
    with logs.bound(correlationId=getattr(context, "aws_request_id", None)):
        told = _somebody(conf)
        for hour in chosen(event, now):
            with logs.bound(hour=_name(hour)):
                try:
                    outcomes[_name(hour)] = _tell(hour, conf, now, again="hour" in event) if told else "nobody to tell"
                except Exception as failure:  # noqa: BLE001 - raised at the end
                    logs.failure("digest failed")
                    failed = failure
    if failed:
        raise failed
    return outcomes


def chosen(event: dict[str, Any], now: datetime) -> list[datetime]:
    """The starts of the UTC hours that `event` asks for, oldest first. Raises BadHour."""
    if "hour" not in event:
        # The scheduler's time rather than the clock's: a retry that comes late still tells of its hours.
        due = times.parse(event["time"]) if "time" in event else now
        due = due.replace(minute=0, second=0, microsecond=0)
        return [due - back * _LENGTH for back in range(LOOK_BACK_HOURS, 0, -1)]
    asked = event["hour"]
    if not isinstance(asked, str) or not _HOUR.fullmatch(asked):
        raise BadHour("hour must look like 2026-11-21T13, in UTC")
    try:
        hour = datetime.strptime(asked, "%Y-%m-%dT%H").replace(tzinfo=UTC)
    except ValueError:
        raise BadHour("there is no such hour") from None
    if hour + _LENGTH > now:
        raise BadHour("the hour is not over")
    return [hour]


def _name(hour: datetime) -> str:
    return f"{hour:%Y-%m-%dT%H}"


def _somebody(conf: settings.DigestSettings) -> bool:
    if conf.digest_recipients and not conf.mail_from:
        logs.warning("the digest has recipients, but MAIL_FROM is empty: no mail is sent")
    return bool(conf.digest_recipients and conf.mail_from)


def _tell(hour: datetime, conf: settings.DigestSettings, now: datetime, *, again: bool) -> str:
    """`again` looks once more at an hour that was found empty."""
    # No object key of Inlet looks like this, and no S3 event has such a sort key.
    key = f"digest#{_name(hour)}"
    if audit.find(conf.audit_table, key, _MAILED):
        return "mailed before"
    if not again and audit.find(conf.audit_table, key, _EMPTY):
        return "nothing arrived"
    totals = Totals()
    for row in audit.recorded_in(conf.audit_table, hour, NAMES):
        totals.add(row)
    if totals.nothing:
        audit.put_once(conf.audit_table, key, _EMPTY, at=now, attributes={"kind": "digest"})
        return "nothing arrived"
    # Marked after it is sent: a run that dies in between repeats the mail, none is lost.
    message_id = sending.send(letters.digest(hour, totals), sender=conf.mail_from, recipients=conf.digest_recipients)
    audit.put_once(conf.audit_table, key, _MAILED, at=now, attributes={"kind": "digest", "mailId": message_id})
    logs.info("digest sent", mailId=message_id)
    return "mailed"
