"""Mails by rule, the digest, and what becomes of them when mail is down."""

import json
from datetime import timedelta

import pytest

from common import times
from tests.e2e.cloud import eventually, key_of, put

PICTURE = {"filename": "Größe\u00a0X.png", "contentType": "image/png", "size": 2000}


def test_a_rule_alerts_all_its_recipients_and_only_for_what_it_names(alice, cloud):
    large, small = alice.sign(**PICTURE), alice.sign(**PICTURE | {"size": 999})
    put(small, b"x" * 999)
    put(large, b"x" * 2000)
    (mail,) = eventually(lambda: cloud.mails(large["fileId"]))
    assert "pictures@example.com" in mail
    assert "team@example.com" in mail
    alice.settled(small["fileId"])
    assert not cloud.mails(small["fileId"])


def test_rejections_alert_by_a_rule_of_their_own(alice, cloud):
    signed = alice.sign()
    put(signed, b"hello", x_amz_tagging="a=b")
    (mail,) = eventually(lambda: cloud.mails(signed["fileId"]))
    assert "security@example.com" in mail
    assert "pictures@example.com" not in mail


@pytest.fixture
def mail_is_down(cloud):
    """SES refuses the sender until the returned function is called."""
    ses, sender = cloud.root("sesv2"), cloud.outputs["mail_from"]
    tags = ses.get_email_identity(EmailIdentity=sender)["Tags"]
    ses.delete_email_identity(EmailIdentity=sender)

    def up():
        if sender not in [one["IdentityName"] for one in ses.list_email_identities()["EmailIdentities"]]:
            ses.create_email_identity(EmailIdentity=sender, Tags=tags)

    yield up
    up()


def test_a_mail_that_cannot_be_sent_loses_no_audit_row_and_goes_out_later(alice, cloud, mail_is_down):
    signed = alice.sign(**PICTURE)
    put(signed, b"x" * 2000)
    assert alice.settled(signed["fileId"])["status"] == "uploaded"
    # At once, not after its deliveries: SES's refusal is a person's to mend.
    dead = eventually(lambda: [one for one in cloud.dead_letters() if signed["fileId"] in one["Body"]])
    assert dead[0]["MessageAttributes"]["reason"]["StringValue"] == "MessageRejected"
    key = key_of(signed["url"])
    assert len(cloud.facts(key)) == len(cloud.decisions(key)) == 1
    assert not cloud.mails(signed["fileId"])

    mail_is_down()
    cloud.send(dead[0]["Body"])
    (mail,) = eventually(lambda: cloud.mails(signed["fileId"]))
    assert "pictures@example.com" in mail
    (alert,) = eventually(lambda: cloud.facts(key, "alert"))
    assert (alert["fileId"], alert["owner"]) == (signed["fileId"], cloud.catalogue(key)["owner"])
    # Once too many. At the same moment it could be sent twice; mail is delivered at least once.
    cloud.send(dead[0]["Body"])
    cloud.send("after the redrive")
    eventually(lambda: [one for one in cloud.dead_letters() if one["Body"] == "after the redrive"])
    assert len(cloud.mails(signed["fileId"])) == 1
    assert len(cloud.facts(key)) == 1


@pytest.fixture
def hour_ago(cloud):
    """Puts back by hours when the audit rows of an object were recorded: a digest is of hours that are over."""

    def put_back(key, hours=1):
        before = times.now() - timedelta(hours=hours)
        for row in cloud.rows("audit", key):
            cloud.root("dynamodb").update_item(
                TableName=cloud.outputs["audit_table"],
                Key={"pk": {"S": key}, "sk": {"S": row["sk"]}},
                UpdateExpression="SET #hour = :hour",
                ExpressionAttributeNames={"#hour": "hour"},
                ExpressionAttributeValues={":hour": {"S": f"{before:%Y-%m-%dT%H}#{row['hour'][-1]}"}},
            )
        hour = f"{before:%Y-%m-%dT%H}"
        # The schedule goes on meanwhile, and may have found this hour empty.
        for mark in cloud.rows("audit", f"digest#{hour}"):
            cloud.root("dynamodb").delete_item(
                TableName=cloud.outputs["audit_table"], Key={name: {"S": mark[name]} for name in ("pk", "sk")}
            )
        return hour

    return put_back


def test_the_digest_tells_of_an_hour_once(alice, cloud, hour_ago):
    signed = alice.sign()
    put(signed, b"hello")
    key = key_of(signed["url"])
    eventually(lambda: cloud.decisions(key))
    hour = hour_ago(key)
    before = len(cloud.mails("digest@example.com"))
    assert cloud.invoke("digest", {"hour": hour}) == {hour: "mailed"}
    (mail,) = cloud.mails("digest@example.com")[before:]
    assert "text/plain" in mail
    assert cloud.invoke("digest", {"hour": hour}) == {hour: "mailed before"}
    assert len(cloud.mails("digest@example.com")) == before + 1


def test_an_hour_without_arrivals_is_not_told(cloud):
    assert cloud.invoke("digest", {"hour": "2026-01-01T00"}) == {"2026-01-01T00": "nothing arrived"}


def test_hours_in_which_mail_was_down_are_told_later(alice, cloud, hour_ago, mail_is_down):
    signed = alice.sign()
    put(signed, b"hello")
    key = key_of(signed["url"])
    eventually(lambda: cloud.decisions(key))
    hour = hour_ago(key, hours=20)
    before = len(cloud.mails(f"{hour.replace('T', ' ')}:00 UTC"))
    answer = cloud.root("lambda").invoke(FunctionName=cloud.outputs["functions"]["digest"], Payload=b"{}")
    assert answer["FunctionError"]
    mail_is_down()
    for _ in range(2):
        cloud.invoke("digest", {})
    (mail,) = cloud.mails(f"{hour.replace('T', ' ')}:00 UTC")[before:]
    assert "digest@example.com" in mail


@pytest.mark.parametrize("hour", ["yesterday", "2026-11-21", "2026-11-21T25", 7, ""])
def test_the_digest_of_no_hour_is_refused(cloud, hour):
    answer = cloud.root("lambda").invoke(
        FunctionName=cloud.outputs["functions"]["digest"], Payload=json.dumps({"hour": hour}).encode()
    )
    assert answer["FunctionError"]
