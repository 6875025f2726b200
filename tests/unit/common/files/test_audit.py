"""The audit log in DynamoDB."""

from datetime import timedelta

import pytest

from common import aws
from common.files import audit
from common.files.file import Rejection
from common.files.verdicts import Verdict
from tests.unit.cloud import FILE_ID, KEY, NOW, OWNER, TENANT, pending


def put(cloud, sort="01#a#v", at=NOW, **attributes):
    return audit.put_once(cloud.audit, KEY, sort, at=at, attributes={"kind": "created"} | attributes)


def test_a_row_is_put_once_and_never_changed(cloud):
    assert put(cloud, size=8, etag="e", who=None)
    assert not put(cloud, at=NOW + timedelta(hours=1), size=9)
    assert audit.find(cloud.audit, KEY, "01#a#v") == {
        "pk": KEY,
        "sk": "01#a#v",
        "kind": "created",
        "hour": cloud.audited()["01#a#v"]["hour"],
        "recordedAt": "2026-11-21T13:05:00.123Z",
        "size": 8,
        "etag": "e",
    }


def test_what_was_never_written_is_none(cloud):
    assert audit.find(cloud.audit, KEY, "01#a#v") is None


def test_an_hour_is_read_from_all_its_shards_and_pages(cloud):
    sorts = {f"{number:02}#a#v" for number in range(60)}
    for sort in sorts:
        put(cloud, sort, size=1)
    put(cloud, "early", at=NOW - timedelta(hours=1))
    put(cloud, "late", at=NOW + timedelta(hours=1))

    def two_a_page(params, **_):
        params["Limit"] = 2

    events = aws.dynamodb().meta.events
    events.register("provide-client-params.dynamodb.Query", two_a_page)
    try:
        rows = list(audit.recorded_in(cloud.audit, NOW, ("sk", "kind", "size", "type")))
    finally:
        events.unregister("provide-client-params.dynamodb.Query", two_a_page)
    assert {row["sk"] for row in rows} == sorts
    assert len(rows) == 60
    assert rows[0].keys() == {"sk", "kind", "size"}
    assert len({row["hour"] for row in cloud.items(cloud.audit)}) > audit.HOUR_SHARDS


REFUSED = Verdict("v1", 9, "image/png", Rejection("size_mismatch", "9 bytes arrived; 8 were promised."))


INFECTED = Verdict("v1", 8, "image/png", Rejection("infected", "The scanner found something."))


@pytest.mark.parametrize("verdict", [REFUSED, INFECTED, Verdict("v1", 8, "image/png", None)])
def test_a_verdict_is_found_as_it_was_put(cloud, verdict):
    assert audit.find_verdict(cloud.audit, KEY, "01#a#v1") is None
    audit.put_verdict(cloud.audit, KEY, "01#a#v1", verdict, pending(), by="logger", at=NOW)
    assert audit.find_verdict(cloud.audit, KEY, "01#a#v1") == verdict


def test_a_verdict_names_its_file_and_judge(cloud):
    audit.put_verdict(cloud.audit, KEY, "01#a#v1", REFUSED, pending(), by="logger", at=NOW)
    row = cloud.audited()["01#a#v1#decision"]
    assert row["hour"].startswith("2026-11-21T13#")
    assert {name: row[name] for name in row.keys() - {"hour", "pk", "sk", "recordedAt"}} == {
        "kind": "decision",
        "verdict": "rejected",
        "reasonCode": "size_mismatch",
        "reason": "9 bytes arrived; 8 were promised.",
        "by": "logger",
        "versionId": "v1",
        "size": "9",
        "type": "image/png",
        "tenantId": TENANT,
        "fileId": FILE_ID.id,
        "owner": OWNER,
        "correlationId": "request-1",
    }


def test_the_identity_of_an_unknown_object_is_empty():
    assert set(audit.identity("a.png", None).values()) == {None}
