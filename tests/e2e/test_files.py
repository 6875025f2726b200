"""Files read back: what is known of them, and their content, by who may."""

import hashlib
import json
import subprocess
import uuid
from urllib.parse import parse_qsl, urlencode

import pytest
import requests

from common.files import file_rows
from common.files.file import FileId, parse_key
from common.files.lifecycle import Status
from common.files.requests import Cause, parse
from tests.e2e.by_hand import Messages
from tests.e2e.cloud import key_of, put
from tests.e2e.command import Inlet
from tests.e2e.conftest import signed_in
from tests.e2e.processed import derive, settle
from tests.e2e.test_documented import lines

NAME = "Menü – plan+final ü%.png"
BODY = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8


@pytest.fixture(scope="module")
def arrived(alice):
    """The id and key of a picture that came, and was not processed yet."""
    signed = alice.sign(filename=NAME, contentType="image/png", size=len(BODY), sha256=hashlib.sha256(BODY).hexdigest())
    assert put(signed, BODY).status_code == 200
    assert alice.settled(signed["fileId"])["status"] == "uploaded"
    return signed["fileId"], key_of(signed["url"])


@pytest.fixture(scope="module")
def picture(alice, cloud, arrived):
    """The same, processed; with a thumbnail, and text that was found in it."""
    file_id, key = arrived
    early = alice("GET", f"/files/{file_id}/content")
    assert (early.status_code, early.json()["detail"]) == (409, "The file is uploaded: it has no verdict yet.")
    owner = parse_key(key)
    assert owner
    thumb = derive(cloud, owner, "thumb-200.jpg", b"a thumbnail", "image/jpeg")
    text = derive(cloud, owner, "text.txt", "Tür\n".encode(), "text/plain")
    row = file_rows.row_key(owner) | {"sk": {"S": "EXTRACTED#000001"}, "extracted": {"S": '{"width":4000}'}}
    cloud.root("dynamodb").put_item(TableName=cloud.outputs["catalog_table"], Item=row)
    settle(cloud, key, variants={"thumb-200": thumb, "text": text}, extracted=1)
    return file_id, key


def url_of(api, file_id, variant="original"):
    """The signed URL of a file's content."""
    path = f"/files/{file_id}/content"
    answer = api("GET", path, params={"variant": variant}, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store"), answer.text
    return answer.json()["url"]


def test_what_is_known_of_a_file(alice, picture):
    answer = alice("GET", f"/files/{picture[0]}")
    told = answer.json()
    assert (told["status"], told["readable"], told["extracted"]) == ("completed", True, {"width": 4000})
    assert told["variants"] == ["original", "text", "thumb-200"]
    again = alice("GET", f"/files/{picture[0]}", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_its_content_is_the_pinned_version(alice, cloud, picture):
    file_id, key = picture
    bucket = cloud.outputs["uploads_bucket"]
    later = cloud.root("s3").put_object(Bucket=bucket, Key=key, Body=b"later", ContentType="image/png")["VersionId"]
    redirect = alice("GET", f"/files/{file_id}/content", allow_redirects=False)
    assert (redirect.status_code, redirect.headers["cache-control"]) == (302, "no-store")
    got = requests.get(redirect.headers["location"], timeout=30)
    cloud.root("s3").delete_object(Bucket=bucket, Key=key, VersionId=later)
    assert (got.status_code, got.content) == (200, BODY)


def test_what_was_made_of_it_and_ranges(alice, picture):
    thumb = requests.get(url_of(alice, picture[0], "thumb-200"), timeout=30)
    assert (thumb.content, thumb.headers["content-type"]) == (b"a thumbnail", "image/jpeg")
    assert thumb.headers["content-disposition"] == (
        'inline; filename="Men_ _ plan+final __-thumb-200.jpg"; '
        "filename*=UTF-8''Men%C3%BC%20%E2%80%93%20plan+final%20%C3%BC%25-thumb-200.jpg"
    )
    text = requests.get(url_of(alice, picture[0], "text"), headers={"Range": "bytes=1-"}, timeout=30)
    assert (text.status_code, text.content) == (206, "Tür\n".encode()[1:])
    assert text.headers["content-type"] == "application/octet-stream"
    assert text.headers["content-disposition"].startswith("attachment;")
    missing = alice("GET", f"/files/{picture[0]}/content", params={"variant": "preview"})
    assert (missing.status_code, missing.json()["code"]) == (404, "unknown_variant")


def test_nothing_of_a_url_can_be_changed(alice, picture):
    base, _, query = url_of(alice, picture[0]).partition("?")
    parameters = dict(parse_qsl(query))
    assert requests.get(f"{base}?{urlencode(parameters)}", timeout=30).status_code == 200
    for name in ("versionId", "response-content-disposition", "response-content-type", "X-Amz-Expires"):
        changed = urlencode(parameters | {name: "7"})
        assert requests.get(f"{base}?{changed}", timeout=30).status_code == 403, name


def test_whoever_it_is_not_for(bob, cloud, people, picture):
    for path in ("", "/content"):
        answer = bob("GET", f"/files/{picture[0]}{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert bob("POST", f"/files/{picture[0]}/reprocess").status_code == 404
    # Of a newcomer nobody knows anything yet, also not what is needed to say so.
    newcomer = signed_in(cloud, people(f"newcomer-{uuid.uuid4().hex[:8]}"))
    assert newcomer("GET", f"/files/{picture[0]}").status_code == 404


def test_processed_once_more_it_is_asked_for_once(alice, cloud, picture):
    file_id, key = picture
    answers = [alice("POST", f"/files/{file_id}/reprocess") for _ in range(2)]
    assert [(one.status_code, one.json()["attempt"]) for one in answers] == [(202, 2), (202, 2)]
    queue = Messages(cloud, "processing", "router")
    asked = []
    while message := queue._next():
        if key in message["body"] and "process" in (said := json.loads(message["body"])):
            asked.append(parse(said))
    assert [(one.file_id, one.cause) for one in asked] == [(FileId(*key.split("/")), Cause.REPROCESS)] * 2
    assert len({one.id for one in asked}) == 1


def test_at_the_command_line(alice, picture, tmp_path):
    variables = {"INLET_API": alice.url, "INLET_TOKEN": alice.token or ""}
    inlet = Inlet(tmp_path, variables)
    got = inlet("get", picture[0], "--json").json()[0]
    assert (got["path"], got["verified"], (tmp_path / NAME).read_bytes()) == (NAME, True, BODY)
    assert inlet("get", picture[0], "--variant", "text").rows[0][0] == "Menü – plan+final ü%-text.txt"
    assert inlet("status", "--watch", picture[0]).rows[0][3] == "completed"
    assert inlet("reprocess", picture[0]).rows == [[picture[0], "–", "2", "goes through once more"]]


def test_the_guide_s_line(alice, cloud, picture, tmp_path):
    """As it stands there: curl takes the redirect to S3."""
    variables = cloud.environment | {"INLET_API": alice.url, "INLET_TOKEN": alice.token, "id": picture[0]}
    subprocess.run(["sh", "-euc", lines("What became of it: files")], cwd=tmp_path, env=variables, check=True)
    assert (tmp_path / "holiday.jpg").read_bytes() == BODY


def test_what_failed_inspection_is_not_given_out(alice, cloud, arrived):
    signed = alice.sign()
    assert put(signed, b"hello").status_code == 200
    alice.settled(signed["fileId"])
    settle(cloud, key_of(signed["url"]), Status.FAILED, "unscanned", media_type=None)
    told = alice("GET", f"/files/{signed['fileId']}").json()
    assert (told["status"], told["readable"], told["extracted"], told["variants"]) == ("failed", False, None, [])
    answer = alice("GET", f"/files/{signed['fileId']}/content")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_readable")
