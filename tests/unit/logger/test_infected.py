"""Word of an infected version: on record and told once, however often it is sent, and whatever became of the file."""

import json
from datetime import timedelta

import pytest

from common.files import infections
from common.files.file import Arrival
from common.files.processing import Scan, ScanResult
from tests.unit.cloud import FILE_ID, KEY, NOW, OWNER, TENANT, pending
from tests.unit.logger.conftest import ALL, record

INFECTED = ALL | {"name": "infections", "on": ["infected"], "recipients": ["security@example.com"]}
AT = NOW - timedelta(seconds=3)
SCAN = Scan(ScanResult.INFECTED, "clamav", AT, "Eicar-Test-Signature", "27000")
REASON = "The scanner clamav recognised Eicar-Test-Signature in it; the file goes into quarantine."


def word(bucket, version="v1", scan=SCAN):
    return infections.message(bucket, FILE_ID, Arrival(version, "etag", 8, NOW), scan, "request-1")


def test_is_told_by_rules_for_it_alone(cloud, logger):
    logger.configure(ALL, INFECTED, INFECTED | {"name": "tables", "types": ["text/csv"]})
    cloud.announce()
    assert logger(word(cloud.bucket)) == []
    (mail,) = cloud.mails()
    assert mail.destinations["ToAddresses"] == ["security@example.com"]
    assert mail.subject == "[Inlet] Upload infected: 8 bytes (rule infections)"
    for line in (
        "Outcome:     infected",
        f"Reason:      infected: {REASON}",
        "File name:   Menü – plan+final ü%.png",
        "Type:        image/png",
        f"Object:      {KEY}",
        "Version:     v1",
        f"Owner:       {OWNER}",
        "Event:       Infected at 2026-11-21T13:04:57.123Z",
        "Correlation: request-1",
    ):
        assert line in mail.body.splitlines()


def test_is_on_record_once(cloud, logger):
    logger.configure(INFECTED)
    cloud.announce()
    for _ in range(3):
        assert logger(word(cloud.bucket)) == []
    assert len(cloud.mails()) == 1
    rows = cloud.audited()
    assert rows.keys() == {"infected#v1#decision", "infected#v1#alert#infections"}
    decision = rows["infected#v1#decision"]
    expected = {
        "kind": "decision",
        "verdict": "infected",
        "reasonCode": "infected",
        "reason": REASON,
        "by": "scan",
        "versionId": "v1",
        "size": "8",
        "type": "image/png",
        "tenantId": TENANT,
        "fileId": FILE_ID.id,
        "owner": OWNER,
        "correlationId": "request-1",
    }
    assert {name: decision[name] for name in expected} == expected


def test_another_version_is_another_matter(cloud, logger):
    logger.configure(INFECTED)
    assert logger(word(cloud.bucket), word(cloud.bucket, "v2")) == []
    assert len(cloud.mails()) == 2


def test_of_a_file_whose_row_is_gone(cloud, logger):
    logger.configure(INFECTED)
    assert logger(word(cloud.bucket)) == []
    (mail,) = cloud.mails()
    assert "File name" not in mail.body
    assert "owner" not in cloud.audited()["infected#v1#decision"]


def test_mail_that_was_refused_is_made_up_for(cloud, logger):
    logger.configure(INFECTED)
    cloud.announce()
    cloud.refuse_mail()
    assert logger(word(cloud.bucket)) == []
    ((body, reason),) = cloud.dead_letters()
    assert reason == "MessageRejected"
    cloud.take_mail()
    assert logger(body) == []
    assert len(cloud.mails()) == 1


def test_changes_neither_row_nor_object(cloud, logger):
    cloud.announce()
    version = cloud.upload()
    assert logger([record(version)]) == []
    before = cloud.items(cloud.catalog)
    assert logger(word(cloud.bucket, version)) == []
    assert cloud.items(cloud.catalog) == before
    assert cloud.versions() == {version}


def test_a_scanner_that_names_nothing(cloud, logger):
    logger.configure(INFECTED)
    cloud.announce(pending())
    scan = Scan(ScanResult.INFECTED, "guardduty", AT)
    assert logger(word(cloud.bucket, scan=scan)) == []
    assert "The scanner guardduty found something in it; the file goes into quarantine." in cloud.mails()[0].body


def test_names_cannot_end_a_line(cloud, logger):
    logger.configure(INFECTED)
    scan = Scan(ScanResult.INFECTED, "clamav", AT, "Evil\r\nBcc: x@example.com")
    assert logger(word(cloud.bucket, scan=scan)) == []
    assert "Evil\\u{000d}\\u{000a}Bcc: x@example.com" in cloud.mails()[0].body


def broken(**changes):
    message = json.loads(word("inlet-unit-uploads"))
    message["Records"][0] |= changes
    return json.dumps(message)


ENTITY = {"key": KEY, "size": 8, "versionId": "v1"}
BROKEN = [
    {"scan": None},
    {"scan": "Eicar"},
    {"scan": {}},
    {"scan": {"scanner": "", "signature": "x"}},
    {"scan": {"scanner": "clamav"}},
    {"scan": {"scanner": "clamav", "signature": 7}},
    {"s3": {"bucket": {"name": "inlet-unit-uploads"}, "object": {**ENTITY, "versionId": None}}},
    {"s3": {"bucket": {"name": "another"}, "object": ENTITY}},
]


@pytest.mark.parametrize("changes", BROKEN)
def test_what_does_not_say_what_was_found_is_put_away(cloud, logger, changes):
    logger.configure(INFECTED)
    cloud.announce()
    assert logger(broken(**changes)) == []
    assert len(cloud.dead_letters()) == 1
    assert cloud.mails() == []
    assert cloud.audited() == {}
