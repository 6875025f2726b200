"""Files through the whole of processing: from S3's word in the queue to what clients are told."""

import json
import uuid

from common.files import requests
from common.files.file import parse_key
from common.files.requests import Cause, Request
from tests.e2e.by_hand import held
from tests.e2e.cloud import eventually
from tests.e2e.processing.conftest import TEXT


def test_a_text_from_its_arrival_to_its_findings(processing, cloud, alice):
    # The logger comes late, so it is the router that admits the file, and lists it.
    with held(cloud, "arrivals", "logger"):
        key = processing.uploaded(alice)
        told = processing.told(key)
        assert json.loads(told)["detail-type"] == "Object Created"
        assert processing.deliver(told) == 0
    assert key.endswith(alice("GET", "/files?limit=1").json()["items"][0]["fileId"])
    upload = alice.upload(key.partition("/")[2])
    assert (upload["status"], upload["progress"], upload["reason"]) == ("completed", 100, None)
    steps = {step["name"]: step["status"] for step in upload["steps"]}
    assert (steps["inspect"], steps["text"]) == ("done", "done")
    assert upload["processedAt"] >= upload["uploadedAt"]
    (found,) = [row for row in processing.cloud.rows("catalog", f"F#{key}") if row["sk"] == "EXTRACTED#000001"]
    assert json.loads(found["extracted"])["lineCount"] == TEXT.count(b"\n")


def test_delivered_again_it_stays_as_it_is(processing, alice):
    key = processing.uploaded(alice)
    event = processing.event(key)
    assert processing.deliver(event) == 0
    before = processing.cloud.catalogue(key)
    assert processing.deliver(event, processing.event(key)) == 0
    assert processing.cloud.catalogue(key) == before


def test_what_is_not_what_it_was_promised_to_be_is_refused(processing, alice):
    key = processing.uploaded(alice, body=b"\x7fELF" + bytes(60), filename="a.png", contentType="image/png")
    assert processing.deliver(processing.event(key)) == 0
    upload = alice.upload(key.partition("/")[2])
    assert (upload["status"], upload["thumbnailUrl"]) == ("failed", None)
    assert upload["reasonCode"]
    assert upload["reason"]


def test_processed_once_more_what_was_found_takes_the_place_of_the_first(processing, alice):
    key = processing.uploaded(alice)
    assert processing.deliver(processing.event(key)) == 0
    status, _, steps, derived = processing.outcome(key)
    file_id = parse_key(key)
    assert file_id
    me = processing.cloud.catalogue(key)["owner"]
    asked = requests.text(Request(str(uuid.uuid4()), file_id, Cause.REPROCESS, "test", me))
    assert processing.deliver(asked) == processing.deliver(asked) == 0
    again = [name.replace("1/", "2/") for name in derived]
    assert processing.outcome(key) == (status, "2", steps, again)
    assert again == ["2/text.json"]

    def kept():
        found = alice("GET", f"/files/{file_id.id}/history").json()["items"]
        return found if len(found) == 6 else None

    # Who asked for the second run is named, and steps are no changes. Logger or router took it, whoever came first.
    done = [(one["action"], one["by"]) for one in eventually(kept)]
    assert done[:4] == [("completed", "finish"), ("processing", me), ("completed", "finish"), ("processing", "router")]
    assert (done[4][0], done[5]) == ("uploaded", ("announced", me))


def test_what_nobody_sends_is_put_away_with_a_reason(processing, cloud):
    assert processing.deliver("nonsense") == 0
    (message,) = cloud.dead_letters(queue="processing")
    assert message["Body"] == "nonsense"
    assert message["MessageAttributes"]["reason"]["StringValue"]
