"""Totals over the applied stack: an event is stored, folded, told by GET /stats, and reported to SNS and by mail."""

import json
import uuid
from datetime import timedelta

import pytest

from common import times
from common.events import keys
from tests.e2e.cloud import eventually
from tests.e2e.conftest import signed_in
from tests.unit import ledger
from tests.unit.ledger import seen


@pytest.fixture(scope="module")
def carol(cloud, people):
    """A user whose tenant no other test, and no other run, sends events to."""
    api = signed_in(cloud, people(f"carol-{uuid.uuid4().hex[:8]}"))
    assert api("GET", "/tenants").status_code == 200
    return api


@pytest.fixture(scope="module")
def tenant(carol):
    """The tenant's id."""
    return carol("GET", "/tenants").json()["items"][0]["id"]


def put(cloud, tenant, hour, sums):
    """Writes a slice as the processor does."""
    cloud.root("dynamodb").put_item(TableName=cloud.outputs["events_table"], Item=ledger.row(hour, sums, tenant=tenant))


def stats(api, **query):
    answer = api("GET", "/stats", params={name.rstrip("_"): value for name, value in query.items()})
    assert answer.status_code == 200, answer.text
    return answer.json()


def folded(cloud, tenant, start):
    """Whether the totals hold the hour."""
    sort = keys.hour_total(start, "")
    return [row for row in cloud.rows("events", keys.totals(tenant)) if row["sk"] == sort]


def test_slices_are_told_before_and_after_they_are_folded(cloud, carol, tenant):
    late = keys.hour(times.now() - timedelta(hours=3))
    put(cloud, tenant, late, {"page_view": seen(3, 1, 2, home=3), "click": seen(1, 1)})
    before = stats(carol)
    assert [(item["type"], item["count"], item["uniqueUsers"]) for item in before["items"]] == [
        ("click", 1, 1),
        ("page_view", 3, 2),
    ]
    eventually(lambda: cloud.invoke("roller", {})["left"] == 0 and folded(cloud, tenant, late))
    assert stats(carol) == before

    # An event of three hours ago corrects the totals of that hour.
    put(cloud, tenant, late, {"page_view": seen(1, 3)})
    cloud.invoke("roller", {})
    one = stats(carol, type="page_view")
    assert [(item["count"], item["uniqueUsers"]) for item in one["items"]] == [(4, 3)]
    assert stats(carol, by="day")["total"]["count"] == 5


def test_a_slice_of_hundreds_of_types(cloud, carol, tenant):
    hour = "2026-01-01T00"
    put(cloud, tenant, hour, {f"type-{number}": seen(1, number) for number in range(200)})
    eventually(lambda: cloud.invoke("roller", {})["left"] == 0 and folded(cloud, tenant, hour))
    told = stats(carol, from_="2026-01-01T00:00:00Z", to="2026-01-01T01:00:00Z")
    assert (len(told["items"]), told["total"]["count"], told["total"]["uniqueUsers"]) == (200, 200, 200)


def test_nobody_else_sees_the_figures(carol, bob, tenant):
    assert stats(bob, from_="2026-01-01T00:00:00Z", to="2026-01-01T01:00:00Z")["items"] == []
    assert bob("GET", "/stats", headers={"X-Tenant-ID": tenant}).status_code == 403


@pytest.fixture
def reports(cloud):
    """A queue that is subscribed to the reports; what came to it."""
    sqs, sns = cloud.root("sqs"), cloud.root("sns")
    url = sqs.create_queue(QueueName=f"reports-{uuid.uuid4().hex}")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    allowed = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": cloud.outputs["reports_topic_arn"]}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    subscription = sns.subscribe(
        TopicArn=cloud.outputs["reports_topic_arn"], Protocol="sqs", Endpoint=arn, ReturnSubscriptionArn=True
    )["SubscriptionArn"]
    found = []

    # The schedule may report other hours meanwhile.
    def received(report_id):
        answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=0)
        for message in answer.get("Messages", []):
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            body = json.loads(message["Body"])
            found.append((json.loads(body["Message"]), body["MessageAttributes"]))
        return [one for one in found if one[0]["id"] == report_id]

    yield received
    sns.unsubscribe(SubscriptionArn=subscription)
    sqs.delete_queue(QueueUrl=url)


def test_an_hour_is_reported_once_to_sns_and_by_mail(cloud, carol, tenant, reports):
    hour = "2026-01-03T07"
    put(cloud, tenant, hour, {"purchase": seen(3, 1, 2, shop=2)})
    put(cloud, tenant, "2026-01-03T06", {"purchase": seen(2, 1)})
    eventually(lambda: cloud.invoke("roller", {})["left"] == 0 and folded(cloud, tenant, hour))
    put(cloud, tenant, hour, {"purchase": seen(1, 3)})
    assert cloud.invoke("report", {"period": "hour", "start": hour})["told"] == 1
    ((told, attributes),) = eventually(lambda: reports(f"{tenant}/hour/{hour}"))
    assert (told["total"]["count"], told["total"]["change"], told["total"]["changePercent"]) == (4, 2, 100.0)
    assert told["topPages"] == [{"page": "/shop", "views": 2}]
    assert {name: one["Value"] for name, one in attributes.items()} == {
        "tenantId": tenant,
        "period": "hour",
    }
    (mail,) = [one for one in cloud.mails("reports@example.com") if f"2026-01-03 07:00 UTC, {tenant}" in one]
    assert tenant in mail

    assert cloud.invoke("report", {"period": "hour", "start": hour})["told"] == 0
    assert len(reports(f"{tenant}/hour/{hour}")) == 1


def test_a_day_is_reported_too(cloud, carol, tenant, reports):
    cloud.invoke("report", {"period": "day", "start": "2026-01-03"})
    ((told, _),) = eventually(lambda: reports(f"{tenant}/day/2026-01-03"))
    assert (told["period"], told["start"]) == ("day", "2026-01-03T00:00:00.000Z")
    assert told["end"] == "2026-01-04T00:00:00.000Z"


def test_what_was_posted_is_stored_folded_and_counted(cloud, carol):
    kind = f"sent-{uuid.uuid4().hex}"
    batch = [{"event_type": kind, "user_id": user, "page": "/home"} for user in ("u1", "u2", "u1")]
    assert carol("POST", "/events", json={"batch": batch}).status_code == 202

    def counted():
        total = stats(carol, type=kind)["total"]
        return total["count"] == 3 and total

    assert eventually(counted)["uniqueUsers"] == 2
    cloud.invoke("roller", {})
    assert counted()["uniqueUsers"] == 2
