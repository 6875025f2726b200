"""GET /files/{id}/content."""

from urllib.parse import parse_qs, urlsplit

import pytest

from common import times
from common.files.lifecycle import Status
from tests.unit.ingestion.conftest import BOB, rules
from tests.unit.ingestion.files.stored import ID, INFECTED, KEY, TEXT, processed, stored

JSON = {"accept": "application/json"}


@pytest.fixture
def content(api):
    return lambda **more: api("GET /files/{id}/content", upload=ID, **more)


def signed(url):
    """Host, path and S3's part of the query of a signed URL."""
    parts = urlsplit(url)
    query = {name: value for name, (value,) in parse_qs(parts.query).items()}
    return (
        parts.netloc,
        parts.path,
        query["X-Amz-Expires"],
        {name: query[name] for name in query if name[0].islower()},
    )


def test_leads_to_the_pinned_version(content):
    stored()
    answer = content()
    assert (answer.status, answer.text, answer.headers["cache-control"]) == (302, "", "no-store")
    name = "Men_ _ plan+final __.png"
    star = "Men%C3%BC%20%E2%80%93%20plan+final%20%C3%BC%25.png"
    assert signed(answer.headers["location"]) == (
        "inlet-unit-uploads.s3.eu-central-1.amazonaws.com",
        f"/{KEY}",
        "300",
        {
            "versionId": "v/1+",
            "response-cache-control": "no-store",
            "response-content-type": "image/png",
            "response-content-disposition": f"inline; filename=\"{name}\"; filename*=UTF-8''{star}",
        },
    )


def test_leads_to_what_was_made_of_it(content):
    stored(processing=processed(variants={"text": TEXT}))
    host, path, _, told = signed(content(query="variant=text").headers["location"])
    assert (host, path) == ("inlet-unit-derived.s3.eu-central-1.amazonaws.com", f"/{KEY}/1/text.txt")
    assert "versionId" not in told
    assert told["response-content-type"] == "application/octet-stream"
    assert told["response-content-disposition"].startswith('attachment; filename="Men_ _ plan+final __-text.txt"')


@pytest.mark.parametrize("accept", ["application/json", "text/html, Application/JSON;q=0.9", "application/json, */*"])
def test_the_url_as_json_for_scripts(content, accept):
    stored()
    answer = content(headers={"accept": accept})
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
    assert signed(answer.json["url"])[1] == f"/{KEY}"
    assert 290 < (times.parse(answer.json["expiresAt"]) - times.now()).total_seconds() <= 300
    for other in ("*/*", "text/html", "application/jsonp", ""):
        assert content(headers={"accept": other}).status == 302


@pytest.mark.parametrize(
    ("media_type", "shown"),
    [
        ("image/jpeg", True),
        ("image/png", True),
        ("image/webp", True),
        ("image/gif", True),
        ("image/svg+xml", False),
        ("image/heic", False),
        ("text/html", False),
        ("application/pdf", False),
        ("video/mp4", False),
    ],
)
def test_only_pictures_are_shown_by_their_own_type(content, media_type, shown):
    """What counts is the type that the content told, not the one that was promised."""
    stored(processing=processed(media_type=media_type), content_type="image/png")
    told = signed(content().headers["location"])[3]
    assert told["response-content-type"] == (media_type if shown else "application/octet-stream")
    assert told["response-content-disposition"].partition(";")[0] == ("inline" if shown else "attachment")


UNREAD = [
    (Status.PENDING, None, "The file is pending: it has not arrived."),
    (Status.UPLOADED, None, "The file is uploaded: it has no verdict yet."),
    (Status.PROCESSING, processed(scan=None), "The file is processing: it has no verdict yet."),
    (Status.FAILED, processed(media_type=None), "The file is failed: it did not pass inspection and scan."),
    (Status.QUARANTINED, processed(scan=INFECTED), "The file is quarantined."),
    (Status.REJECTED, None, "The file is rejected."),
    (Status.EXPIRED, None, "The file is expired."),
    (Status.ABORTED, None, "The file is aborted."),
    (Status.COMPLETED, processed(scan=None), "The file is completed: it was not scanned."),
]


@pytest.mark.parametrize("variant", ["original", "thumb-200", "nonsense"])
@pytest.mark.parametrize(("status", "run", "why"), UNREAD)
def test_nothing_is_signed_that_may_not_be_read(content, status, run, why, variant):
    stored(status, run)
    answer = content(query={"variant": variant}, headers=JSON)
    assert (answer.status, answer.json["code"], answer.json["detail"]) == (409, "not_readable", why)
    assert "X-Amz" not in answer.text + str(answer.headers)


def test_what_was_deleted_is_gone(content):
    stored(Status.DELETED)
    answer = content()
    assert (answer.status, answer.json["code"]) == (410, "file_deleted")


@pytest.mark.parametrize("variant", ["preview", "thumb-201", "text"])
def test_a_variant_that_was_not_made(content, variant):
    stored()
    answer = content(query={"variant": variant})
    assert (answer.status, answer.json["code"]) == (404, "unknown_variant")


@pytest.mark.parametrize("variant", ["", "../x", "Thumb", "a" * 65, "ü", "thumb-200\n"])
def test_what_cannot_be_a_variant(content, variant):
    stored()
    answer = content(query={"variant": variant})
    assert (answer.status, rules(answer)) == (400, [("/variant", "pattern")])


def test_foreign_and_missing_cannot_be_told_apart(api, content):
    stored()
    missing = api("GET /files/{id}/content", upload="00000000-0000-4000-8000-000000000000", query="variant=preview")
    foreign = content(claims=BOB, query="variant=preview")
    assert [(one.status, one.json["code"], one.json["detail"]) for one in (missing, foreign)] == [
        (404, "not_found", "There is nothing here that you can see")
    ] * 2
