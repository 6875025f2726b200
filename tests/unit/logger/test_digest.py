"""The hourly digest."""

import json
from datetime import timedelta
from typing import Any

import pytest

from common import aws, times
from common.errors import Busy
from common.files import audit
from common.mail.sending import NotSent
from logger import digest, settings
from tests.unit.cloud import KEY, NOW, SENDER, TENANT, Cloud, Context, Crash, dying_at, interrupted

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

    def __call__(self, hour: str = "2026-11-21T13") -> str:
        """By hand: what became of this hour."""
        outcomes = digest.handler({"hour": hour}, Context())
        assert outcomes.keys() == {hour}
        return outcomes[hour]

    def by_clock(self) -> dict[str, str]:
        """As the scheduler does."""
        return digest.handler({"time": times.text(times.now())}, Context())


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
    assert run() == "mailed"
    (mail,) = cloud.mails()
    assert mail.subject == "[Inlet] 30 arrivals, 1 rejected, 2026-11-21 13:00 UTC"
    assert mail.destinations["ToAddresses"] == ["ops@example.com", "boss@example.com"]
    assert "        30        3.0 kB  image/png" in mail.body


def test_is_sent_once(cloud, run):
    arrived(cloud)
    assert [run() for _ in range(3)] == ["mailed", "mailed before", "mailed before"]
    assert len(cloud.mails()) == 1


def test_its_mark_is_no_arrival_of_a_later_hour(cloud, clock, run):
    arrived(cloud)
    run()
    clock.advance(hours=1)
    assert run("2026-11-21T14") == "nothing arrived"


def test_says_nothing_of_an_hour_without_arrivals(cloud, run):
    arrived(cloud, kind="removed")
    assert run() == "nothing arrived"
    assert cloud.mails() == []


@pytest.mark.parametrize(("recipients", "sender"), [("[]", SENDER), (OPS, "")])
def test_nobody_to_tell(cloud, run, lines, recipients, sender):
    arrived(cloud)
    run.configure(recipients, sender)
    with interrupted(dying_at(1)):
        assert run() == "nobody to tell"
        assert set(run.by_clock().values()) == {"nobody to tell"}
    assert [line["message"] for line in lines() if line["level"] == "WARN"] == (
        [] if sender else ["the digest has recipients, but MAIL_FROM is empty: no mail is sent"] * 2
    )


def test_a_refusal_of_ses_leaves_it_to_be_run_again(cloud, run, lines):
    arrived(cloud)
    cloud.refuse_mail()
    with pytest.raises(NotSent, match="MessageRejected") as raised:
        run()
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__
    cloud.take_mail()
    assert run() == "mailed"
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
    assert run() == "mailed"


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


def hours_before_now(*counts):
    return [f"{NOW - timedelta(hours=count):%Y-%m-%dT%H}" for count in counts]


def test_the_clock_tells_of_every_hour_that_nobody_was_told_of(cloud, run):
    """Mail was down for hours; one mail for each of them, the oldest first, and none for older ones."""
    for back in (24, 23, 7, 2, 0):
        arrived(cloud, at=NOW - timedelta(hours=back))
    assert run(*hours_before_now(7)) == "mailed"
    cloud.refuse_mail()
    with pytest.raises(NotSent):
        run.by_clock()
    cloud.take_mail()
    outcomes = run.by_clock()
    assert list(outcomes) == hours_before_now(*range(23, -1, -1))
    told = [name for name, outcome in outcomes.items() if outcome == "mailed"]
    assert told == hours_before_now(23, 2, 0)
    assert [mail.subject for mail in cloud.mails()[1:]] == [
        f"[Inlet] 1 arrivals, 0 rejected, {name.replace('T', ' ')}:00 UTC" for name in told
    ]
    assert outcomes[hours_before_now(7)[0]] == "mailed before"
    assert "mailed" not in run.by_clock().values()


def test_hours_that_are_done_are_not_read_again(cloud, run):
    arrived(cloud)
    run.by_clock()
    calls: list[str] = []
    with interrupted(calls.append):
        run.by_clock()
    assert set(calls) == {"GetItem"}


def test_by_hand_an_empty_hour_is_looked_at_again(cloud, run):
    run.by_clock()
    arrived(cloud)
    assert "mailed" not in run.by_clock().values()
    assert run() == "mailed"


def test_an_hour_that_fails_keeps_back_no_other(cloud, run, lines):
    arrived(cloud, at=NOW - timedelta(hours=2))
    arrived(cloud)
    odd = NOW - timedelta(hours=1)
    assert audit.put_once(cloud.audit, KEY, "odd", at=odd, attributes={"kind": "decision"})
    with pytest.raises(KeyError):
        run.by_clock()
    assert len(cloud.mails()) == 2
    (failed,) = [line for line in lines() if line["level"] == "ERROR"]
    assert (failed["message"], failed["hour"]) == ("digest failed", "2026-11-21T12")
