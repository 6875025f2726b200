"""The hourly digest."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from common import audit, aws
from common.errors import Busy
from logger import digest, settings
from logger.mail import NotSent
from tests.unit.cloud import KEY, NOW, SENDER, TENANT, Cloud, Context, Crash, dying_at, interrupted

SAMPLES = Path(__file__).parents[2] / "events"
OPS = '["ops@example.com", "boss@example.com"]'


class Run:
    """Invokes the digest; an hour that is named is enough."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self.configure()

    def configure(self, recipients: str = OPS, sender: str = SENDER) -> None:
        environment = {"AUDIT_TABLE": Cloud.audit, "MAIL_FROM": sender, "DIGEST_RECIPIENTS": recipients}
        for name, value in environment.items():
            self._monkeypatch.setenv(name, value)
        settings.for_digest.cache_clear()

    def __call__(self, hour: str = "2026-11-21T13") -> dict[str, Any]:
        return digest.handler({"hour": hour}, Context())


@pytest.fixture
def run(cloud, clock, lines, monkeypatch) -> Run:
    """The digest, an hour after NOW."""
    clock.advance(hours=1)
    return Run(monkeypatch)


def arrived(cloud, number=1, at=NOW, **more):
    for each in range(number):
        attributes: dict[str, Any] = {"kind": "created", "size": 100, "type": "image/png", "tenantId": TENANT} | more
        assert audit.put_once(cloud.audit, KEY, f"{each}#{at}#{sorted(more)}", at=at, attributes=attributes)


def test_tells_of_its_hour_and_of_no_other(cloud, run):
    arrived(cloud, 30)
    arrived(cloud, at=NOW - timedelta(hours=1))
    arrived(cloud, at=NOW + timedelta(minutes=55))
    arrived(cloud, kind="decision", verdict="admitted", by="logger")
    arrived(cloud, kind="decision", verdict="rejected", reasonCode="too_large", by="logger")
    assert run() == {"hour": "2026-11-21T13", "outcome": "mailed"}
    (mail,) = cloud.mails()
    assert mail.subject == "[Inlet] 30 arrivals, 1 rejected, 2026-11-21 13:00 UTC"
    assert mail.destinations["ToAddresses"] == ["ops@example.com", "boss@example.com"]
    assert "        30        3.0 kB  image/png" in mail.body


def test_is_sent_once(cloud, run):
    arrived(cloud)
    assert [run()["outcome"] for _ in range(3)] == ["mailed", "mailed before", "mailed before"]
    assert len(cloud.mails()) == 1


def test_its_mark_is_no_arrival_of_a_later_hour(cloud, clock, run):
    arrived(cloud)
    run()
    clock.advance(hours=1)
    assert run("2026-11-21T14")["outcome"] == "nothing arrived"


def test_says_nothing_of_an_hour_without_arrivals(cloud, run):
    arrived(cloud, kind="removed")
    assert run() == {"hour": "2026-11-21T13", "outcome": "nothing arrived"}
    assert (cloud.mails(), len(cloud.items(cloud.audit))) == ([], 1)


@pytest.mark.parametrize(("recipients", "sender"), [("[]", SENDER), (OPS, "")])
def test_nobody_to_tell(cloud, run, lines, recipients, sender):
    arrived(cloud)
    run.configure(recipients, sender)
    with interrupted(dying_at(1)):
        assert run()["outcome"] == "nobody to tell"
    assert [line["message"] for line in lines() if line["level"] == "WARNING"] == (
        [] if sender else ["the digest has recipients, but MAIL_FROM is empty: no mail is sent"]
    )


def test_a_refusal_of_ses_leaves_it_to_be_run_again(cloud, run, lines):
    arrived(cloud)
    cloud.refuse_mail()
    with pytest.raises(NotSent, match="MessageRejected") as raised:
        run()
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__
    cloud.take_mail()
    assert run()["outcome"] == "mailed"
    assert "example.com" not in json.dumps(lines())


def test_a_throttled_table_leaves_it_to_be_run_again(cloud, run, monkeypatch):
    arrived(cloud)
    throttled = aws.dynamodb().exceptions.ProvisionedThroughputExceededException(
        {"Error": {"Code": "ProvisionedThroughputExceededException", "Message": "Slower."}}, "GetItem"
    )

    def throttle(**_):
        raise throttled

    with monkeypatch.context() as patched:
        patched.setattr(aws.dynamodb(), "get_item", throttle)
        with pytest.raises(Busy):
            run()
    assert run()["outcome"] == "mailed"


@pytest.mark.parametrize("moment", ["before-call", "after-call"])
def test_a_crash_at_any_call_is_mended_by_another_run(cloud, run, moment):
    arrived(cloud, 3)
    calls: list[str] = []
    with interrupted(calls.append):
        run()
    assert calls == ["GetItem", *["Query"] * audit.HOUR_SHARDS, "SendEmail", "PutItem"]
    for call, operation in enumerate(calls, start=1):
        cloud.clear()
        arrived(cloud, 3)
        with interrupted(dying_at(call), moment), pytest.raises(Crash):
            run()
        run()
        assert len(cloud.audited("digest#2026-11-21T13")) == 1
        # A mail that was sent, but not yet marked as sent, comes again.
        mailed_twice = operation == ("SendEmail" if moment == "after-call" else "PutItem")
        assert len(cloud.mails()) == 1 + mailed_twice


AT = datetime(2026, 11, 21, 14, 5, 7, tzinfo=UTC)
CHOSEN = [
    # event                                                hour before its end
    ({}, "2026-11-21T13"),
    ({"time": "2026-11-21T12:05:00Z"}, "2026-11-21T11"),
    ({"time": "2026-11-21T00:05:00Z"}, "2026-11-20T23"),
    ({"time": "2026-11-21T14:05:00.123Z"}, "2026-11-21T13"),
    ({"hour": "2026-11-21T13"}, "2026-11-21T13"),
    ({"hour": "2026-02-28T23", "time": "2026-11-21T12:05:00Z"}, "2026-02-28T23"),
    (json.loads((SAMPLES / "schedule_digest.json").read_text(encoding="utf-8")), "2026-11-21T13"),
]


@pytest.mark.parametrize(("event", "hour"), CHOSEN)
def test_the_hour(event, hour):
    chosen = digest.chosen(event, AT)
    assert chosen == datetime.fromisoformat(f"{hour}:00:00+00:00")


LOOK = "hour must look like 2026-11-21T13, in UTC"
WRONG = [
    ("2026-11-21T14", "the hour is not over"),
    ("2027-01-01T00", "the hour is not over"),
    ("2026-11-31T00", "there is no such hour"),
    ("2026-11-21T24", "there is no such hour"),
    ("0000-01-01T00", "there is no such hour"),
    ("2026-11-21", LOOK),
    ("2026-11-21T13:00", LOOK),
    ("2026-11-21T13\n", LOOK),
    ("", LOOK),
    (13, LOOK),
    (None, LOOK),
]


@pytest.mark.parametrize(("hour", "wrong"), WRONG)
def test_an_hour_that_cannot_be_told_of(hour, wrong):
    with pytest.raises(digest.BadHour) as raised:
        digest.chosen({"hour": hour}, AT)
    assert str(raised.value) == wrong
