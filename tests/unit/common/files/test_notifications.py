"""Notifications become typed events, or say what is wrong with them."""

import copy
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from common.files import notifications
from common.files.notifications import Kind, Malformed, Message, S3Event

SAMPLES = Path(__file__).parents[3] / "events"


def sample(name: str) -> str:
    return (SAMPLES / f"{name}.json").read_text(encoding="utf-8")


def test_a_created_object():
    (record,) = notifications.read(sample("s3_created")).records
    assert notifications.parse(record) == S3Event(
        name="ObjectCreated:Put",
        bucket="inlet-local-uploads-000000000000",
        key="t-0123456789abcdef0123456789abcdef/6f1c0e7e-7a64-4b53-9d5c-1f2a3b4c5d6e",
        happened_at=datetime(2026, 11, 21, 13, 21, 8, 663000, tzinfo=UTC),
        version_id="a2b98d03-8e4b-4a36-9459-ff917cbcd332",
        sequencer="00000660C93A8DF7A7",
        size=8,
        etag="e9dd2797018cad79186e03e8c5aec8dc",
        who="EXAMPLE",
        where="127.0.0.1",
    )


SAMPLED = [
    # sample                   kind           sort key
    ("s3_created", Kind.CREATED, "00000660C93A8DF7A7#ObjectCreated:Put#a2b98d03-8e4b-4a36-9459-ff917cbcd332"),
    ("s3_removed", Kind.REMOVED, "00000660C93A8DF7A6#ObjectRemoved:Delete#e0615c7d-8131-4738-8b11-748b2c803fac"),
    (
        "s3_removed_marker",
        Kind.REMOVED,
        "00000660C93A8DF7A5#ObjectRemoved:DeleteMarkerCreated#d77a54a7-99e7-415e-a688-c26ed6ca9139",
    ),
    (
        "s3_lifecycle_expired",
        Kind.EXPIRED,
        "0055AED6DCD90281E5#LifecycleExpiration:Delete#e0615c7d-8131-4738-8b11-748b2c803fac",
    ),
]


@pytest.mark.parametrize(("name", "kind", "sort"), SAMPLED)
def test_every_sample_has_its_kind_and_place(name, kind, sort):
    (record,) = notifications.read(sample(name)).records
    event = notifications.parse(record)
    assert (event.kind, event.sort) == (kind, sort)


def test_a_lifecycle_event_says_little():
    (record,) = notifications.read(sample("s3_lifecycle_expired")).records
    event = notifications.parse(record)
    assert (event.size, event.etag, event.who, event.where) == (None, None, "s3.amazonaws.com", "s3.amazonaws.com")


def test_keys_are_decoded_once():
    (record,) = notifications.read(sample("s3_created_encoded_key")).records
    assert notifications.parse(record).key == "Menü – plan+final ü%.png"
    assert notifications.parse(changed(key="a%252Fb")).key == "a%2Fb"


def test_the_test_event_has_no_records():
    assert notifications.read(sample("s3_test_event")) == Message(())


GOOD = json.loads(sample("s3_created"))["Records"][0]
ABSENT = object()


def changed(record=None, *, name=None, bucket=None, **fields):
    """GOOD with other values; `fields` are those of its object."""
    copied = copy.deepcopy(GOOD) | (record or {})
    if name:
        copied["eventName"] = name
    if bucket:
        copied["s3"]["bucket"]["name"] = bucket
    for field, value in fields.items():
        copied["s3"]["object"][field] = value
        if value is ABSENT:
            del copied["s3"]["object"][field]
    return copied


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ObjectCreated:Post", Kind.CREATED),
        ("ObjectCreated:CompleteMultipartUpload", Kind.CREATED),
        ("s3:ObjectCreated:Copy", Kind.CREATED),
        ("LifecycleExpiration:DeleteMarkerCreated", Kind.EXPIRED),
        ("ObjectRestore:Completed", Kind.OTHER),
        ("SomethingNew", Kind.OTHER),
    ],
)
def test_event_names(name, kind):
    event = notifications.parse(changed(name=name))
    assert (event.kind, event.name) == (kind, name.removeprefix("s3:"))


def test_without_a_number_the_time_tells_events_apart():
    event = notifications.parse(changed(name="ObjectRemoved:Delete", sequencer=ABSENT, versionId=ABSENT))
    assert event.sort == "2026-11-21T13:21:08.663Z#ObjectRemoved:Delete#null"


BODIES = [
    # body                       what is wrong
    ("", "the body is not JSON"),
    ("{", "the body is not JSON"),
    pytest.param("[" * 200_000, "the body is not JSON", id="nested too deep"),
    ("[]", "the body is not an object"),
    ('"text"', "the body is not an object"),
    ("null", "the body is not an object"),
    ("{}", "the body has no Records"),
    ('{"Records": []}', "the body has no Records"),
    ('{"Records": {}}', "the body has no Records"),
    ('{"Event": "s3:Another"}', "the body has no Records"),
]


@pytest.mark.parametrize(("body", "wrong"), BODIES)
def test_malformed_bodies(body, wrong):
    with pytest.raises(Malformed) as raised:
        notifications.read(body)
    assert str(raised.value) == wrong


FORM = "a field of the record has the wrong form"
RECORDS = [
    # record                                   what is wrong
    ({}, "the record has no s3"),
    ([], FORM),
    (None, FORM),
    ("text", FORM),
    (changed({"s3": {}}), "the record has no object"),
    (changed({"s3": {"object": {"key": "a"}}}), "the record has no bucket"),
    (changed(key=ABSENT), "the record has no key"),
    (changed(key=""), FORM),
    (changed(key=7), FORM),
    (changed(key="%ff"), FORM),
    (changed(size="8"), FORM),
    (changed(size=-1), FORM),
    (changed(size=True), FORM),
    (changed(size=1.5), FORM),
    (changed(versionId=7), FORM),
    (changed(versionId=ABSENT), "the record has no versionId"),
    (changed(versionId=""), "the record has no versionId"),
    (changed(sequencer={}), FORM),
    (changed({"eventTime": "yesterday"}), FORM),
    (changed({"eventTime": None}), FORM),
    (changed({"eventTime": "2026-11-21T13:21:08"}), FORM),
    (changed({"eventName": None}), FORM),
    (changed({"userIdentity": "alice"}), FORM),
]


@pytest.mark.parametrize(("record", "wrong"), RECORDS)
def test_malformed_records(record, wrong):
    with pytest.raises(Malformed) as raised:
        notifications.parse(record)
    assert str(raised.value) == wrong


def test_who_and_where_may_be_missing():
    event = notifications.parse(changed({"userIdentity": None, "requestParameters": {}}))
    assert (event.who, event.where) == (None, None)


def test_what_the_sweeper_finds_is_an_arrival_of_its_own_kind():
    record = notifications.found("uploads", "Menü – plan+final ü%.png", "v1", 8, at=datetime(2026, 11, 21, tzinfo=UTC))
    event = notifications.parse(json.loads(json.dumps(record)))
    assert (event.kind, event.is_arrival, event.sort) == (Kind.FOUND, True, "swept#v1")
    assert (event.bucket, event.key, event.version_id, event.size) == ("uploads", "Menü – plan+final ü%.png", "v1", 8)
    record["s3"]["object"]["versionId"] = ""
    with pytest.raises(Malformed):
        notifications.parse(record)


def test_an_event_keeps_the_record_that_it_was_read_from():
    assert notifications.parse(GOOD).record is GOOD


def test_what_stands_beside_one_record():
    assert notifications.read(json.dumps({"Records": [GOOD], "Verified": 7})) == Message((GOOD,), 7)
    assert notifications.read(json.dumps({"Records": [GOOD], "Verified": None})) == Message((GOOD,))
    assert notifications.read(json.dumps({"Records": [GOOD], "CorrelationId": "a"})).correlation_id == "a"
    assert notifications.read(json.dumps({"Records": [GOOD], "CorrelationId": 7})).correlation_id is None
    with pytest.raises(Malformed, match="a digest is of one record"):
        notifications.read(json.dumps({"Records": [GOOD, GOOD], "Verified": {}}))
