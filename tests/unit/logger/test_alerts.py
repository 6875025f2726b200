"""Alerts: who is told, once, and that a mail that fails loses nothing else."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from common import aws
from common.files.file import FileId
from common.files.lifecycle import Status
from tests.unit.cloud import FILE_ID, KEY, OWNER, PNG, SENDER, TENANT, Crash, interrupted, pending
from tests.unit.logger.conftest import ALL, record


def sent(cloud):
    return [(mail.subject, mail.destinations["ToAddresses"]) for mail in cloud.mails()]


def test_each_verdict_is_told_to_whoever_asked(cloud, logger):
    logger.configure(
        ALL | {"on": ["admitted"]},
        {"name": "large", "on": ["admitted"], "minBytes": 9, "recipients": ["big@example.com"]},
        {"name": "bad", "on": ["rejected"], "recipients": ["sec@example.com", "ops@example.com"]},
        {"name": "pictures", "on": ["admitted"], "types": ["image/*"], "recipients": ["art@example.com"]},
        {"name": "quiet", "on": ["admitted", "rejected"], "recipients": []},
    )
    cloud.announce()
    first, second = cloud.upload(), cloud.upload()
    assert logger([record(first)], [record(second, sequencer="02")]) == []
    assert sent(cloud) == [
        ("[Inlet] Upload admitted: 8 bytes (rule all)", ["ops@example.com"]),
        ("[Inlet] Upload admitted: 8 bytes (rule pictures)", ["art@example.com"]),
        ("[Inlet] Upload rejected: 8 bytes (rule bad)", ["sec@example.com", "ops@example.com"]),
    ]
    mail = cloud.mails()[0]
    assert mail.source == SENDER
    assert "File name:   Menü – plan+final ü%.png" in mail.body


def test_each_mail_is_on_record_and_never_repeated(cloud, logger):
    logger.configure(ALL)
    cloud.announce()
    version = cloud.upload()
    for _ in range(3):
        assert logger([record(version)]) == []
    (mail,) = cloud.mails()
    row = cloud.audited()[f"01#ObjectCreated:Put#{version}#alert#all"]
    assert (row["kind"], row["rule"], row["mailId"]) == ("alert", "all", mail.id)
    assert (row["tenantId"], row["fileId"], row["owner"]) == (TENANT, FILE_ID.id, OWNER)
    assert row["correlationId"] == "request-1"


def test_a_refused_object_is_told_of_although_it_is_gone_by_then(cloud, logger):
    """SES refuses, the object is removed, the redrive mends the mail."""
    logger.configure(ALL)
    cloud.refuse_mail()
    version = cloud.upload()
    assert logger([record(version)]) == []
    assert cloud.versions() == set()
    assert set(cloud.audited()) == {f"01#ObjectCreated:Put#{version}{end}" for end in ("", "#decision")}
    cloud.take_mail()
    ((body, _),) = cloud.dead_letters()
    assert logger(body) == []
    assert sent(cloud) == [("[Inlet] Upload rejected: 8 bytes (rule all)", ["ops@example.com"])]
    assert "unannounced: Nobody announced this object." in cloud.mails()[0].body


def test_a_mail_that_cannot_be_sent_keeps_back_nothing_else(cloud, logger, lines):
    logger.configure({"name": "pictures", "on": ["admitted"], "types": ["image/*"], "recipients": ["art@example.com"]})
    other = pending(FileId(TENANT, "0" * 8 + "-0000-0000-0000-" + "0" * 12), content_type="text/csv")
    cloud.announce()
    cloud.announce(other)
    picture, table = cloud.upload(), cloud.upload(other.id.key, content_type="text/csv")
    cloud.refuse_mail()
    assert logger([record(picture)], [record(table, key=other.id.key)]) == []
    assert [(json.loads(body), reason) for body, reason in cloud.dead_letters()] == [
        ({"Records": [record(picture)]}, "MessageRejected")
    ]
    assert (cloud.file().status, cloud.file(other.id).status) == (Status.UPLOADED, Status.UPLOADED)
    assert len(cloud.audited()) == len(cloud.audited(other.id.key)) == 2
    told = [line for line in lines() if line["level"] == "WARN"]
    assert [(line["message"], line["reason"], line["correlationId"]) for line in told] == [
        ("alert not sent", "MessageRejected", "request-1"),
        ("message failed", "MessageRejected", "request-1"),
    ]
    assert "example.com" not in json.dumps(lines())


def test_one_rule_that_fails_keeps_back_no_other(cloud, logger):
    logger.configure(ALL, ALL | {"name": "more"}, ALL | {"name": "most"})
    cloud.announce()
    version = cloud.upload()
    unlucky = iter([False, True])

    def refuse(params, **_):
        if next(unlucky, False):
            params["FromEmailAddress"] = "unverified@example.com"

    events = aws.sesv2().meta.events
    events.register("provide-client-params.sesv2.SendEmail", refuse)
    try:
        assert logger([record(version)]) == []
    finally:
        events.unregister("provide-client-params.sesv2.SendEmail", refuse)
    ((body, _),) = cloud.dead_letters()
    assert logger(body) == []
    assert [subject[-10:] for subject, _ in sent(cloud)] == ["(rule all)", "rule most)", "rule more)"]


def test_a_mail_is_repeated_only_when_the_process_dies_before_it_is_noted(cloud, logger):
    logger.configure(ALL)
    cloud.announce()
    version = cloud.upload()

    def die(operation):
        if operation == "SendEmail":
            raise Crash

    with interrupted(die, "after-call"), pytest.raises(Crash):
        logger([record(version)])
    assert len(cloud.mails()) == 1
    for _ in range(2):
        assert logger([record(version)]) == []
    assert len(cloud.mails()) == 2


def test_without_a_sender_no_mail_is_sent_and_it_is_said_once(cloud, logger, lines):
    logger.configure(ALL, ALL | {"name": "more"}, sender="")
    cloud.announce()
    first, second = cloud.upload(), cloud.upload()
    assert logger([record(first)], [record(second, sequencer="02")]) == []
    assert cloud.mails() == []
    warnings = [line["message"] for line in lines() if line["level"] == "WARN"]
    assert warnings == ["alert rules have recipients, but MAIL_FROM is empty: no mail is sent"]


def answers(monkeypatch, *codes):
    """SES's next answers: an error of this code and status, or (None) what it really says."""
    send, coming = aws.sesv2().send_email, iter(codes)

    def answer(**letter):
        code, status = next(coming, None) or (None, 200)
        if code:
            said: Any = {"Error": {"Code": code, "Message": "…"}, "ResponseMetadata": {"HTTPStatusCode": status}}
            raise ClientError(said, "SendEmail")
        return send(**letter)

    monkeypatch.setattr(aws.sesv2(), "send_email", answer)


PASSING = [("TooManyRequestsException", 429), ("SomethingInternal", 500)]


@pytest.mark.parametrize("answer", PASSING)
def test_a_mail_that_ses_could_not_take_now_is_tried_again_later(cloud, logger, monkeypatch, answer):
    logger.configure(ALL)
    cloud.announce()
    version = cloud.upload()
    answers(monkeypatch, answer)
    assert logger([record(version)]) == ["m0"]
    assert cloud.dead_letters() == []
    assert logger([record(version)]) == []
    assert len(cloud.mails()) == 1


@pytest.mark.parametrize("code", ["MessageRejected", "AccessDeniedException", "SendingPausedException"])
def test_a_mail_that_ses_refuses_is_not_tried_again_until_a_person_has_mended_it(cloud, logger, monkeypatch, code):
    logger.configure(ALL)
    cloud.announce()
    version = cloud.upload()
    answers(monkeypatch, (code, 400))
    assert logger([record(version)]) == []
    assert [reason for _, reason in cloud.dead_letters()] == [code]


REFUSED = ("MessageRejected", 400)


@pytest.mark.parametrize("both", [[REFUSED, PASSING[0]], [PASSING[0], REFUSED]])
def test_what_may_pass_is_tried_again_before_the_refused_is_put_away(cloud, logger, monkeypatch, both):
    logger.configure(ALL, ALL | {"name": "more"})
    cloud.announce()
    version = cloud.upload()
    answers(monkeypatch, *both)
    assert logger([record(version)]) == ["m0"]
    assert cloud.dead_letters() == []


def test_the_body_of_the_object_is_no_business_of_a_mail(cloud, logger):
    logger.configure(ALL)
    cloud.announce()
    assert logger([record(cloud.upload(KEY, PNG))]) == []
    (mail,) = cloud.mails()
    assert "192.0.2.7" not in mail.body
