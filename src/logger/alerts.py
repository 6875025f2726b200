"""Alerts: one mail for each rule that a verdict meets, noted in the audit log once it is sent.

Mail is sent at least once: a run that dies between SES's answer and the note repeats that one mail.
"""

from datetime import datetime
from functools import cache

from common import logs
from common.errors import Busy
from common.files import audit
from common.files.file import File
from common.files.notifications import S3Event
from common.files.verdicts import Verdict
from common.mail import sending
from logger import letters
from logger.rules import Rule
from logger.settings import LoggerSettings


def send(verdict: Verdict, event: S3Event, file: File | None, settings: LoggerSettings, *, at: datetime) -> None:
    """Tells of `verdict` whoever is still to be told.

    A mail that fails keeps back no other; then raises Busy, or NotSent when nothing but refusals of SES is left. The
    next attempt sends what is missing.
    """
    unsent: Exception | None = None
    for rule in settings.alert_rules:
        if not rule.recipients or not rule.matches(verdict):
            continue
        if not settings.mail_from:
            _warn_without_sender()
            continue
        try:
            _send_once(rule, verdict, event, file, settings, at=at)
        except (sending.NotSent, Busy) as failure:
            logs.warning("alert not sent", rule=rule.name, reason=str(failure))
            unsent = unsent if isinstance(unsent, Busy) else failure
    if unsent:
        raise unsent


def _send_once(
    rule: Rule, verdict: Verdict, event: S3Event, file: File | None, settings: LoggerSettings, *, at: datetime
) -> None:
    sort = f"{event.sort}#alert#{rule.name}"
    if audit.find(settings.audit_table, event.key, sort):
        return
    letter = letters.alert(rule.name, verdict, event, file)
    message_id = sending.send(letter, sender=settings.mail_from, recipients=rule.recipients)
    sent: dict[str, str | int | None] = {"kind": "alert", "rule": rule.name, "mailId": message_id}
    audit.put_once(settings.audit_table, event.key, sort, at=at, attributes=sent | audit.identity(event.key, file))
    logs.info("alert sent", rule=rule.name, mailId=message_id)


@cache
def _warn_without_sender() -> None:
    logs.warning("alert rules have recipients, but MAIL_FROM is empty: no mail is sent")
