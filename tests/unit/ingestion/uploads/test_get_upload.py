"""GET /upload: one file, one line."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.unit.ingestion.conftest import rules

GOOD = {"filename": "a.png", "contentType": "image/png", "size": 8}


def test_answers_a_put_whose_headers_are_signed(api):
    answer = api("GET /upload", query=GOOD)
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json["method"] == "PUT"
    assert answer.json["headers"] == {"Content-Type": "image/png", "If-None-Match": "*"}
    url = urlsplit(answer.json["url"])
    query = parse_qs(url.query)
    assert query["X-Amz-SignedHeaders"] == ["content-length;content-type;host;if-none-match"]
    assert query["X-Amz-Expires"] == ["300"]
    assert url.netloc == "inlet-unit-uploads.s3.eu-central-1.amazonaws.com"
    assert url.path.endswith(answer.json["fileId"])


def test_the_row_stands_before_the_url_is_handed_out(api):
    file_id = api("GET /upload", query=GOOD).json["fileId"]
    shown = api("GET /uploads/{id}", upload=file_id)
    assert shown.status == 200
    assert shown.json["status"] == "pending"


def test_without_a_size_no_length_is_signed(api):
    answer = api("GET /upload", query={"filename": "a.png", "contentType": "image/png"})
    assert "content-length" not in answer.json["url"]


def test_a_deployment_can_demand_the_size(api, environment):
    environment.setenv("REQUIRE_SIZE", "true")
    answer = api("GET /upload", query={"filename": "a.png", "contentType": "image/png"})
    assert (answer.status, rules(answer)) == (400, [("/size", "required")])


def test_an_accelerated_bucket_is_signed_for_its_own_host(api, environment):
    environment.setenv("ACCELERATE", "true")
    url = api("GET /upload", query=GOOD).json["url"]
    assert urlsplit(url).netloc == "inlet-unit-uploads.s3-accelerate.amazonaws.com"


CASES = [
    # given                                                            faults
    ({}, [("/contentType", "required"), ("/filename", "required")]),
    ({"filename": "a.png"}, [("/contentType", "required")]),
    (GOOD | {"filename": ""}, [("/filename", "minLength")]),
    (GOOD | {"filename": "  "}, [("/filename", "blank")]),
    (GOOD | {"filename": "x" * 2000 + ".png"}, [("/filename", "maxLength")]),
    (GOOD | {"filename": "../../x"}, [("/filename", "path")]),
    (GOOD | {"filename": "..\\x.png"}, [("/filename", "path")]),
    (GOOD | {"filename": ".."}, [("/filename", "path")]),
    (GOOD | {"filename": "a\0b.png"}, [("/filename", "control_character")]),
    (GOOD | {"filename": "a\nb.png"}, [("/filename", "control_character")]),
    (GOOD | {"filename": "a\u2028b.png"}, [("/filename", "control_character")]),
    (GOOD | {"filename": "exe.\u202egnp.png"}, [("/filename", "bidirectional_mark")]),
    (GOOD | {"contentType": "application/x-msdownload"}, [("/contentType", "not_allowed")]),
    (GOOD | {"contentType": "Image/PNG"}, [("/contentType", "pattern")]),
    (GOOD | {"contentType": "png"}, [("/contentType", "pattern")]),
    (GOOD | {"filename": "a.txt"}, [("/contentType", "contradicts_extension")]),
    (GOOD | {"size": 0}, [("/size", "minimum")]),
    (GOOD | {"size": -1}, [("/size", "minimum")]),
    (GOOD | {"size": "1.5"}, [("/size", "type")]),
    (GOOD | {"size": "five"}, [("/size", "type")]),
    (GOOD | {"size": "\u0665"}, [("/size", "type")]),
    (GOOD | {"size": ""}, [("/size", "type")]),
    (GOOD | {"size": 10 * 2**40}, [("/size", "maximum")]),
    (GOOD | {"size": "9" * 5000}, [("/size", "type")]),
    (GOOD | {"size": 1001}, [("/size", "too_large")]),
    (GOOD | {"acl": "public-read"}, [("/acl", "unknown")]),
    (GOOD | {"a/b~c": "1"}, [("/a~1b~0c", "unknown")]),
]


@pytest.mark.parametrize(("query", "faults"), CASES)
def test_says_what_is_wrong_and_writes_nothing(api, catalog_table, query, faults):
    answer = api("GET /upload", query=query)
    assert (answer.status, answer.json["code"], rules(answer)) == (400, "invalid_request", faults)
    rows = catalog_table.scan(TableName="catalog")["Items"]
    assert not [row for row in rows if row["pk"]["S"].startswith("F#")]


def test_never_repeats_what_was_sent(api):
    answer = api("GET /upload", query=GOOD | {"filename": "secret/../plan.png"})
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    ("query", "rule"),
    [
        ("filename=a.png&filename=b.png&contentType=image/png", "duplicate"),
        ("filename=%ff.png&contentType=image/png", "query"),
    ],
)
def test_refuses_a_query_that_is_not_one(api, query, rule):
    answer = api("GET /upload", query=query)
    assert (answer.status, rules(answer)) == (400, [("", rule)])


@pytest.mark.parametrize(
    "filename",
    ["Menü – plan+final ü%.png", "حكاية.png", "👩\u200d👩\u200d👧.png", "no extension", ".png", "a.PNG", "CON.png"],
)
def test_takes_the_names_that_people_give(api, filename):
    file_id = api("GET /upload", query=GOOD | {"filename": filename}).json["fileId"]
    assert api("GET /uploads/{id}", upload=file_id).json["filename"] == filename


def test_keeps_one_spelling_of_a_name(api):
    file_id = api("GET /upload", query=GOOD | {"filename": "Menu\u0308.png"}).json["fileId"]
    assert api("GET /uploads/{id}", upload=file_id).json["filename"] == "Men\u00fc.png"
