"""A file of each kind through the machine, as its owner sees it: what was found, what was made of it, and its bytes."""

import io
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from PIL import Image

from local.home import ROOT
from tests.scanner.conftest import EICAR, EICAR_NAME

SAMPLES = ROOT / "local/samples"


def picture(width, height):
    """A JPEG that its camera held sideways."""
    exif = Image.Exif()
    exif[0x0112] = 6
    made = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(made, "JPEG", exif=exif)
    return made.getvalue()


@pytest.fixture
def processed(processing, alice):
    """Sends a file, has it processed, and tells what `GET /files/{id}` says of it."""

    def send(body, filename, media_type):
        key = processing.uploaded(alice, body=body, filename=filename, contentType=media_type)
        assert processing.deliver(processing.event(key)) == 0
        answer = alice("GET", f"/files/{key.partition('/')[2]}")
        assert answer.status_code == 200
        return answer.json()

    return send


def content(alice, file, variant="original"):
    """What a client gets that follows the redirect, as browsers do: without its token."""
    answer = alice("GET", f"/files/{file['fileId']}/content?variant={variant}", allow_redirects=False)
    assert answer.status_code == 302, answer.text
    return requests.get(answer.headers["Location"], timeout=10)


def test_a_picture_has_thumbnails_that_stand_upright(processed, alice):
    body = picture(1200, 900)
    file = processed(body, "a.jpg", "image/jpeg")
    assert (file["status"], file["reason"]) == ("completed", None)
    assert (file["extracted"]["width"], file["extracted"]["height"]) == (900, 1200)
    thumb = Image.open(io.BytesIO(content(alice, file, "thumb-200").content))
    assert (thumb.format, thumb.size) == ("JPEG", (150, 200))
    assert not thumb.getexif()
    assert content(alice, file).content == body
    upload = alice.upload(file["fileId"])
    assert upload["thumbnailUrl"] == f"/files/{file['fileId']}/content?variant=thumb-200"


def test_a_document_has_pages_a_text_and_a_preview(processed, alice):
    file = processed((SAMPLES / "menu.pdf").read_bytes(), "menu.pdf", "application/pdf")
    assert (file["status"], file["extracted"]["pageCount"], file["extracted"]["encrypted"]) == ("completed", 1, False)
    assert Image.open(io.BytesIO(content(alice, file, "preview").content)).format == "JPEG"
    # The embedded S3 passes over what it is asked to say of a version: that it is asked for is in the URL.
    asked = dict(parse_qsl(urlsplit(content(alice, file).url).query))
    assert asked["response-content-type"] == "application/octet-stream"
    assert asked["response-content-disposition"].startswith("attachment")


def test_a_table_has_rows_and_columns(processed):
    body = 'name,born\r\nZoë,2001-02-03\r\n"Ann,\r\nof two lines",\r\n'.encode()
    file = processed(body, "people.csv", "text/csv")
    assert (file["status"], file["extracted"]["rowCount"]) == ("completed", 2)
    assert [(one["name"], one["type"], one["nulls"]) for one in file["extracted"]["columns"]] == [
        ("name", "text", 0),
        ("born", "date", 1),
    ]


def test_a_damaged_document_fails_and_can_be_read_all_the_same(processed, alice):
    body = b"%PDF-1.7\n" + b"nothing of a document\n" * 50
    file = processed(body, "torn.pdf", "application/pdf")
    assert (file["status"], file["reasonCode"], file["variants"]) == ("failed", "damaged", ["original"])
    assert content(alice, file).content == body


def test_what_is_infected_is_put_away_and_nobody_reads_it(processed, alice, cloud):
    file = processed(EICAR, "prize.txt", "text/plain")
    assert (file["status"], file["variants"]) == ("quarantined", [])
    assert file["scan"]["signature"] == EICAR_NAME
    refused = alice("GET", f"/files/{file['fileId']}/content")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_readable")
    s3 = cloud.root("s3")
    kept = s3.list_objects_v2(Bucket=cloud.outputs["quarantine_bucket"])["Contents"]
    assert any(file["fileId"] in one["Key"] for one in kept)
    left = s3.list_object_versions(Bucket=cloud.outputs["uploads_bucket"])
    assert not [one for one in left.get("Versions", []) if file["fileId"] in one["Key"]]
