"""A task in; derived objects, a result and a step of the row out: however often, and whatever fails between."""

import io
import json

import pytest

from common import aws
from common.errors import Busy
from common.files import catalog, extraction, runs
from common.files.extraction import Derived, Extract, ExtractorSettings, Failed, Task
from common.files.file import Arrival
from common.files.lifecycle import Status
from common.files.processing import Step, StepStatus
from common.files.streams import Gone
from tests.unit.cloud import FILE_ID, NOW, PNG, Cloud, Crash, dying_at, interrupted

DERIVED = "inlet-unit-derived"
CONF = ExtractorSettings(Cloud.catalog, Cloud.bucket, DERIVED)
FOUND = Extract({"width": 40, "title": "Zoë"}, {"thumb-200": Derived(b"small", "image/jpeg", 20, 10)})
RESULT_KEY = f"{FILE_ID.key}/1/image.json"
THUMB_KEY = f"{FILE_ID.key}/1/thumb-200.jpg"


@pytest.fixture
def payload(cloud, clock, lines):
    """A file whose first run has come to the extractor, as the state machine tells of it."""
    aws.s3().create_bucket(Bucket=DERIVED, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    version = cloud.upload()
    arrival = Arrival(version, "etag", len(PNG), NOW)
    file = catalog.move(cloud.catalog, cloud.announce(), Status.UPLOADED, by="logger", at=NOW, arrival=arrival)
    runs.begin(cloud.catalog, file, "m1", first="inspect", by="router", at=NOW)
    return {
        "tenantId": FILE_ID.tenant,
        "fileId": FILE_ID.id,
        "key": FILE_ID.key,
        "versionId": version,
        "size": len(PNG),
        "contentType": "image/png",
        "mediaType": "image/png",
        "attempt": 1,
        "run": "m1",
        "correlationId": "request-1",
        "guardDuty": None,
    }


def run(payload, work=lambda task: FOUND):
    return extraction.run("image", payload, CONF, work)


def fails(error):
    def work(task):
        raise error

    return work


def step(cloud):
    return cloud.file().processing.steps.get("image")


def stored(key):
    return aws.s3().get_object(Bucket=DERIVED, Key=key)


def keys():
    return {one["Key"] for one in aws.s3().list_objects_v2(Bucket=DERIVED).get("Contents", [])}


def test_what_was_found_is_kept_and_the_step_is_done(cloud, payload):
    assert run(payload) == {"outcome": "ok", "resultKey": RESULT_KEY}
    thumb = stored(THUMB_KEY)
    assert (thumb["Body"].read(), thumb["ContentType"]) == (b"small", "image/jpeg")
    assert json.loads(stored(RESULT_KEY)["Body"].read()) == {
        "extracted": {"width": 40, "title": "Zoë"},
        "variants": {"thumb-200": {"key": THUMB_KEY, "mediaType": "image/jpeg", "size": 5, "width": 20, "height": 10}},
    }
    assert step(cloud) == Step(StepStatus.DONE, NOW, NOW)


def test_the_task_is_read_from_the_payload(payload):
    def work(task):
        assert task == Task(FILE_ID, payload["versionId"], len(PNG), "image/png", 1, "m1", "request-1")
        return FOUND

    assert run(payload, work)["outcome"] == "ok"


def test_a_failure_is_answered_with_its_reason_and_leaves_nothing_derived(cloud, payload):
    answer = run(payload, fails(Failed("damaged", "The image is damaged.")))
    assert answer == {"outcome": "failed", "code": "damaged", "reason": "The image is damaged."}
    assert step(cloud) == Step(StepStatus.FAILED, NOW, NOW, "The image is damaged.")
    assert keys() == set()


def test_a_version_that_is_gone(cloud, payload):
    assert run(payload, fails(Gone()))["outcome"] == "gone"
    assert step(cloud).status is StepStatus.FAILED


@pytest.mark.parametrize("error", [Busy(), RuntimeError("private text"), MemoryError()])
def test_what_may_pass_is_raised_and_told_without_its_text(cloud, payload, lines, error):
    with pytest.raises(type(error)):
        run(payload, fails(error))
    assert step(cloud) is None
    (line,) = lines()
    assert (line["kind"], line["fileId"], line["correlationId"]) == (type(error).__name__, FILE_ID.id, "request-1")
    assert "private text" not in json.dumps(line)


@pytest.mark.parametrize("work", [lambda task: FOUND, fails(Failed("damaged", "It is damaged."))])
def test_a_run_that_is_no_longer_the_files_changes_nothing(cloud, payload, work):
    before = cloud.file()
    assert run(payload | {"run": "m0"}, work) == {"outcome": "stale"}
    assert cloud.file() == before


def test_a_death_before_any_call_is_made_good_by_the_next_delivery(cloud, payload):
    for call in range(1, 4):
        with pytest.raises(Crash), interrupted(dying_at(call)):
            run(payload)
    assert run(payload) == {"outcome": "ok", "resultKey": RESULT_KEY}
    assert keys() == {RESULT_KEY, THUMB_KEY}


@pytest.mark.parametrize(
    "found", [{"text": "x" * extraction.RESULT_BYTES}, {"number": float("nan")}, {"number": float("inf")}]
)
def test_a_result_that_nobody_could_read_is_an_error(cloud, payload, found):
    with pytest.raises(ValueError, match=r"too large|compliant"):
        run(payload, lambda task: Extract(found))
    assert step(cloud) is None


def test_lone_surrogates_can_be_kept(payload):
    run(payload, lambda task: Extract({"title": "\ud800"}))
    assert json.loads(stored(RESULT_KEY)["Body"].read())["extracted"] == {"title": "\ud800"}


def test_the_version_itself_is_fetched(cloud, payload):
    cloud.upload(body=b"a later version")
    into = io.BytesIO()
    extraction.fetch(Cloud.bucket, extraction.read(payload), into)
    assert into.getvalue() == PNG


def test_a_version_that_was_removed_cannot_be_fetched(cloud, payload):
    aws.s3().delete_object(Bucket=Cloud.bucket, Key=FILE_ID.key, VersionId=payload["versionId"])
    with pytest.raises(Gone):
        extraction.fetch(Cloud.bucket, extraction.read(payload), io.BytesIO())


@pytest.mark.parametrize("member", ["tenantId", "fileId", "versionId", "mediaType", "attempt", "run", "correlationId"])
def test_a_payload_that_lacks_a_member_is_nobodys_task(payload, member):
    del payload[member]
    with pytest.raises(KeyError, match=member):
        run(payload)
