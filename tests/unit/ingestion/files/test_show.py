"""GET /files/{id}."""

import pytest

from common.files.lifecycle import Status
from tests.unit.ingestion.conftest import BOB
from tests.unit.ingestion.files.stored import (
    CLEAN,
    DIGEST,
    ID,
    INFECTED,
    TEXT,
    UNSCANNED,
    USER,
    found,
    processed,
    stored,
)

AT = "2026-11-21T13:05:00.000Z"


@pytest.fixture
def show(api):
    return lambda **more: api("GET /files/{id}", upload=ID, **more)


def test_all_that_is_known_of_a_file(show):
    stored()
    found({"width": 4000, "height": 3000, "gps": {"lat": 48.1, "lng": 11.5}})
    answer = show()
    assert (answer.status, "retry-after" in answer.headers) == (200, False)
    assert answer.json == {
        "fileId": ID,
        "filename": "Menü – plan+final ü%.png",
        "projectId": "default",
        "owner": USER.id,
        "contentType": "image/png",
        "mediaType": "image/png",
        "size": 8,
        "sha256": DIGEST,
        "status": "completed",
        "reasonCode": None,
        "reason": None,
        "readable": True,
        "tags": ["x"],
        "metadata": {"k": "ü"},
        "attempt": 1,
        "scan": {"result": "clean", "scanner": "clamav", "definitions": "27500", "signature": None, "at": AT},
        "extracted": {"width": 4000, "height": 3000, "gps": {"lat": 48.1, "lng": 11.5}},
        "variants": ["original", "thumb-200", "thumb-800"],
        "createdAt": "2026-11-21T13:05:00.123Z",
        "changedAt": "2026-11-21T13:05:00.123Z",
        "uploadedAt": AT,
        "processedAt": "2026-11-21T13:05:02.000Z",
        "deletedAt": None,
        "deletedBy": None,
    }


def test_before_it_has_come(show):
    stored(Status.PENDING, arrival=None, processing=None, sha256="cd" * 32)
    answer = show()
    told = ("status", "readable", "size", "sha256", "mediaType", "scan", "attempt", "extracted", "variants")
    assert [answer.json[name] for name in told] == ["pending", False, 8, "cd" * 32, None, None, 0, None, []]
    assert answer.headers["retry-after"] == "5"


@pytest.mark.parametrize(
    ("status", "run", "scanner", "readable"),
    [
        (Status.COMPLETED, processed(), "clamav", True),
        (Status.FAILED, processed(), "clamav", True),  # a damaged PDF
        (Status.FAILED, processed(media_type=None), "clamav", False),  # inspection refused it
        (Status.PROCESSING, processed(ended_at=None), "clamav", True),  # once more: the last verdict holds
        (Status.PROCESSING, processed(scan=None), "clamav", False),
        (Status.PROCESSING, processed(scan=INFECTED), "clamav", False),
        (Status.QUARANTINED, processed(scan=INFECTED), "clamav", False),
        (Status.QUARANTINED, processed(), "none", False),
        (Status.COMPLETED, processed(scan=UNSCANNED), "clamav", False),
        (Status.COMPLETED, processed(scan=UNSCANNED), "guardduty", False),
        (Status.COMPLETED, processed(scan=UNSCANNED), "none", True),
        (Status.COMPLETED, processed(scan=CLEAN), "none", True),
        (Status.DELETED, processed(), "clamav", False),
        (Status.REJECTED, processed(), "clamav", False),
        (Status.UPLOADED, processed(), "clamav", False),
    ],
)
def test_what_came_of_the_bytes_is_told_while_they_may_be_read(
    show, environment, catalog_table, status, run, scanner, readable
):
    environment.setenv("SCANNER", scanner)
    stored(status, run)
    found({"title": "secret"})
    answer = show()
    assert (answer.status, answer.json["readable"]) == (200, readable)
    assert answer.json["extracted"] == ({"title": "secret"} if readable else None)
    assert answer.json["variants"] == (["original", "thumb-200", "thumb-800"] if readable else [])
    assert readable or "secret" not in answer.text


def test_the_findings_that_hold_are_those_of_the_attempt_that_the_row_names(show):
    stored(processing=processed(attempt=3, extracted=2))
    found({"pageCount": 1}, attempt=1)
    found({"pageCount": 2}, attempt=2)
    found({"pageCount": 3}, attempt=3)
    assert show().json["extracted"] == {"pageCount": 2}


def test_nothing_was_found(show):
    stored(processing=processed(extracted=None, variants={"text": TEXT}))
    assert (show().json["extracted"], show().json["variants"]) == (None, ["original", "text"])


def test_an_unchanged_file_is_not_sent_twice(show):
    stored()
    tag = show().headers["etag"]
    again = show(headers={"if-none-match": f'"other", W/{tag}'})
    assert (again.status, again.text, again.headers["etag"]) == (304, "", tag)
    found({"width": 1})
    assert show(headers={"if-none-match": tag}).status == 200


@pytest.mark.parametrize("given", ["foreign", "00000000-0000-4000-8000-000000000000", ID.upper(), "x", "F#", ID + "\n"])
def test_foreign_and_missing_cannot_be_told_apart(api, given):
    stored()
    claims = BOB if given == "foreign" else None
    answer = api("GET /files/{id}", upload=ID if given == "foreign" else given, claims=claims)
    assert (answer.status, answer.json["code"], answer.json["errors"]) == (404, "not_found", [])


def test_it_knows_no_parameters(show):
    stored()
    assert show(query="variant=original").status == 400
