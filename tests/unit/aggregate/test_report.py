"""The report: per tenant and period once to SNS and by mail, made up for where a run died or mail was down."""

import json

import pytest
from moto.backends import get_backend

from common import aws
from common.events import totals
from processor.aggregate import figures, report, telling
from processor.aggregate.periods import Period
from processor.aggregate.report import Untold
from tests.unit import ledger as events
from tests.unit.cloud import SENDER, TENANT, Context, Crash, dying_at, interrupted
from tests.unit.ledger import Ledger, seen

# NOW is five past one.
HOUR, BEFORE = "2026-11-21T12", "2026-11-21T11"
OTHER = "t-" + "f" * 32


class Reports:
    """Invokes the report; what it sent."""

    def __init__(self, cloud, monkeypatch):
        self._cloud, self._monkeypatch = cloud, monkeypatch
        self.topic = aws.sns().create_topic(Name="reports")["TopicArn"]
        self.configure()

    def configure(self, sender=SENDER, recipients=("ops@example.com",)):
        environment = {
            "EVENTS_TABLE": events.TABLE,
            "REPORTS_TOPIC": self.topic,
            "MAIL_FROM": sender,
            "REPORT_RECIPIENTS": json.dumps(recipients),
        }
        for name, value in environment.items():
            self._monkeypatch.setenv(name, value)
        report.for_report.cache_clear()

    def __call__(self, event=None, context=None):
        return report.handler(event or {"period": "hour"}, context or Context())

    @property
    def published(self):
        """What subscribers to JSON got, and with which attributes."""
        sent = get_backend("sns")["123456789012"]["eu-central-1"].topics[self.topic].sent_notifications
        return [(json.loads(json.loads(text)["default"]), attributes) for _, text, _, attributes, _ in sent]

    @property
    def mails(self):
        return self._cloud.mails()


@pytest.fixture
def tell(ledger, cloud, monkeypatch):
    return Reports(cloud, monkeypatch)


def test_a_tenant_is_told_what_its_hour_came_to(ledger, roll, tell):
    ledger.put(BEFORE, {"click": seen(4, 1), "sign_up": seen(1, 1)})
    ledger.put(HOUR, {"click": seen(5, 1, 2, home=2), "purchase": seen(1, 2)})
    for moment in ("T11:59:59.999Z", "T12:00:00.000Z", "T12:59:59.999Z", "T13:00:00.000Z"):
        key = {"pk": {"S": f"B#{TENANT}#1"}, "sk": {"S": f"2026-11-21{moment}#batch#r0001"}}
        aws.dynamodb().put_item(TableName=events.TABLE, Item=key)
    roll()
    assert tell({"period": "hour", "start": HOUR}) == {"told": 1, "before": 0, "failed": 0, "left": 0}
    ((told, attributes),) = tell.published
    nobody = {"uniqueUsersApproximate": False}
    assert told == {
        "id": f"{TENANT}/hour/{HOUR}",
        "tenantId": TENANT,
        "period": "hour",
        "start": "2026-11-21T12:00:00.000Z",
        "end": "2026-11-21T13:00:00.000Z",
        "total": {"count": 6, "uniqueUsers": 2, "countBefore": 5, "change": 1, "changePercent": 20.0, **nobody},
        "types": [
            {"type": "click", "count": 5, "uniqueUsers": 2, "countBefore": 4, "change": 1, "changePercent": 25.0}
            | nobody,
            {"type": "purchase", "count": 1, "uniqueUsers": 1, "countBefore": 0, "change": 1, "changePercent": None}
            | nobody,
            {"type": "sign_up", "count": 0, "uniqueUsers": 0, "countBefore": 1, "change": -1, "changePercent": -100.0}
            | nobody,
        ],
        "furtherTypes": 0,
        "badEvents": 2,
        "topPages": [{"page": "/home", "views": 2}],
        "topPagesMissAtMost": 0,
        "complete": True,
    }
    assert {name: one["Value"] for name, one in attributes.items()} == {"tenantId": TENANT, "period": "hour"}
    (sent,) = tell.mails
    assert sent.destinations["ToAddresses"] == ["ops@example.com"]
    assert sent.subject == f"[Inlet] 6 events, 2026-11-21 12:00 UTC, {TENANT}"
    for line in ("        5          2        +1 (+25.0 %)  click", "Bad events: 2", "        2  /home"):
        assert line in sent.body.splitlines()


def test_each_tenant_and_hour_of_the_last_day_is_told_once(ledger, roll, tell):
    for one in (ledger, Ledger(tenant=OTHER)):
        for hour in ("2026-11-20T13", HOUR, "2026-11-20T12", "2026-11-21T13"):
            one.put(hour, {"click": seen(1)})
    roll()
    assert tell()["told"] == 4
    assert tell() == {"told": 0, "before": 4, "failed": 0, "left": 0}
    assert len(tell.published) == len(tell.mails) == 4
    assert {told["tenantId"] for told, _ in tell.published} == {TENANT, OTHER}


def test_days_are_told_of_their_own(ledger, roll, tell):
    ledger.put("2026-11-20T10", {"click": seen(1, 1)})
    ledger.put("2026-11-20T11", {"click": seen(1, 1)})
    roll()
    assert tell({"period": "day"})["told"] == 1
    ((told, _),) = tell.published
    assert (told["start"], told["total"]["count"], told["total"]["uniqueUsers"]) == ("2026-11-20T00:00:00.000Z", 2, 1)
    assert tell({"period": "day"}) == {"told": 0, "before": 1, "failed": 0, "left": 0}
    assert tell()["told"] == 0
    assert len(tell.published) == 1


def test_a_late_event_does_not_have_its_hour_told_again(ledger, roll, tell):
    ledger.put(HOUR, {"click": seen(1)})
    roll()
    tell()
    ledger.put(HOUR, {"click": seen(1)})
    roll()
    assert tell()["before"] == 1
    assert len(tell.published) == 1


def test_what_is_not_folded_yet_is_in_the_report(ledger, roll, tell):
    ledger.put(HOUR, {"click": seen(1, home=1)})
    roll()
    ledger.put(HOUR, {"click": seen(1, home=1)})
    tell()
    ((told, _),) = tell.published
    assert (told["total"]["count"], told["topPages"]) == (2, [{"page": "/home", "views": 2}])


def test_a_run_that_dies_is_made_up_for(ledger, roll, tell):
    ledger.put(HOUR, {"click": seen(1)})
    roll()
    one = {"period": "hour", "start": HOUR}
    calls: list[str] = []
    with interrupted(calls.append, "before-call", aws.sns()):
        tell(one)
    for call in range(1, len(calls) + 1):
        for item in events.every_row():
            if item["pk"]["S"] == f"A#{HOUR}":
                aws.dynamodb().put_item(TableName=events.TABLE, Item={name: item[name] for name in ("pk", "sk", "ttl")})
        before = len(tell.published), len(tell.mails)
        with pytest.raises(Crash), interrupted(dying_at(call), "before-call", aws.sns()):
            tell(one)
        tell()
        after = len(tell.published) - before[0], len(tell.mails) - before[1]
        # Only what died right before its mark is told twice.
        repeated = {calls.index("Publish") + 2: (2, 1), calls.index("SendEmail") + 2: (1, 2)}
        assert after == repeated.get(call, (1, 1))
        assert tell()["told"] == 0


def test_mail_that_is_down_has_nothing_published_twice(ledger, roll, tell, cloud):
    ledger.put(HOUR, {"click": seen(1)})
    roll()
    cloud.refuse_mail()
    with pytest.raises(Untold):
        tell()
    cloud.take_mail()
    assert tell()["told"] == 1
    assert len(tell.published) == len(tell.mails) == 1


def test_one_tenant_that_fails_keeps_back_no_other(ledger, roll, tell, monkeypatch):
    other = Ledger(tenant=OTHER)
    for one in (ledger, other):
        one.put(HOUR, {"click": seen(1)})
    roll()
    publish = telling.publish

    def picky(topic, told):
        if told.tenant == TENANT:
            raise RuntimeError
        publish(topic, told)

    with monkeypatch.context() as patch:
        patch.setattr(telling, "publish", picky)
        with pytest.raises(Untold):
            tell()
    assert [told["tenantId"] for told, _ in tell.published] == [OTHER]
    assert tell()["told"] == 1


def test_what_time_runs_out_for_is_left_to_the_next_run(ledger, roll, tell):
    ledger.put(HOUR, {"click": seen(1)})
    roll()
    with pytest.raises(Untold, match="0 reports failed, 1 were left"):
        tell(context=Context(1_000))
    assert tell()["told"] == 1


@pytest.mark.parametrize(("sender", "recipients"), [("", ("ops@example.com",)), (SENDER, ())])
def test_without_sender_or_recipients_no_mail_is_sent(ledger, roll, tell, sender, recipients):
    tell.configure(sender, recipients)
    ledger.put(HOUR, {"click": seen(1)})
    roll()
    assert tell()["told"] == 1
    assert tell()["before"] == 1
    assert not tell.mails


def test_many_types_are_cut_and_far_too_many_are_told_together(ledger, roll, tell, monkeypatch):
    ledger.put(HOUR, {f"type-{number}": seen(1) for number in range(60)})
    roll()
    tell()
    ((told, _),) = tell.published
    assert (len(told["types"]), told["furtherTypes"]) == (figures.SHOWN_TYPES, 10)
    assert "  and 10 more types" in tell.mails[0].body
    monkeypatch.setattr(totals, "MAX_ROWS", 50)
    few = telling.report(events.TABLE, TENANT, Period("hour", events.instant(HOUR)))
    assert (few.message()["total"]["count"], few.types) == (60, [])


def test_what_clients_chose_cannot_pretend_to_be_of_the_letter(ledger, roll, tell):
    ledger.put(HOUR, {"click\nBad events: 9": seen(1, **{"a\nb\u202e": 1})})
    roll()
    tell()
    assert "Bad events: 9" not in tell.mails[0].body.splitlines()
    assert "/a\\u{000a}b\\u{202e}" in tell.mails[0].body


def test_a_message_fits_into_sns(ledger, roll, tell):
    # Letters of four bytes, as long as names may be.
    sums = {
        "\U0001f600" * 96 + f"{number:04}": seen(1, number, **{"\U0001f600" * 190 + str(number): 1})
        for number in range(60)
    }
    ledger.put(HOUR, sums)
    roll()
    one = telling.report(events.TABLE, TENANT, Period("hour", events.instant(HOUR)))
    assert len(figures.published(one).encode()) < 200_000
