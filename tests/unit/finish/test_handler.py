"""A run to its end: the findings, the row, and what earlier attempts left."""

import pytest

from common import aws
from common.files import catalog, findings, runs
from common.files.gates import readable
from common.files.lifecycle import Status
from common.files.processing import Step, StepStatus
from processor.finish import derived as objects
from tests.unit.cloud import FILE_ID, KEY, NOW, OWNER, Crash, dying_at, interrupted
from tests.unit.finish.conftest import INFECTED, OK, keys, thumb

RUNNING = Step(StepStatus.RUNNING, NOW)


def made(derived, attempt=1, **extracted):
    """An extractor's answer, with the objects behind it."""
    derived("thumb-200.jpg", attempt=attempt)
    found = {"extracted": extracted or {"width": 4000}, "variants": {"thumb-200": thumb(attempt)}}
    return OK | {"resultKey": derived("image.json", found, attempt)}


def test_what_was_found_is_kept_and_the_file_completed(cloud, begun, finish, derived):
    begun(image=RUNNING)
    assert finish(made(derived)) == {"status": "completed"}
    file = cloud.file()
    run = file.processing
    assert (file.status, file.changed_by, file.reason) == (Status.COMPLETED, "finish", None)
    assert (run.extracted, list(run.variants), run.ended_at) == (1, ["thumb-200"], NOW)
    assert run.steps["image"] == Step(StepStatus.DONE, NOW, NOW)
    assert findings.find(cloud.catalog, FILE_ID, 1) == {"width": 4000}
    assert readable(file, unscanned=False)


def test_a_type_that_nothing_is_extracted_from(cloud, begun, finish):
    begun(media_type="application/zip")
    assert finish(OK, step="scan") == {"status": "completed"}
    assert cloud.file().processing.variants == {}
    assert findings.find(cloud.catalog, FILE_ID, 1) == {}


def test_a_damaged_file_fails_and_stays_readable(cloud, begun, finish):
    begun(image=RUNNING)
    result = {"outcome": "failed", "code": "damaged", "reason": "The image is damaged."}
    assert finish(result) == {"status": "failed"}
    file = cloud.file()
    assert (file.status, file.reason_code, file.reason) == (Status.FAILED, "damaged", "The image is damaged.")
    assert file.processing.steps["image"] == Step(StepStatus.FAILED, NOW, NOW, "The image is damaged.")
    assert readable(file, unscanned=False)


def test_a_refused_file_is_not_readable(cloud, begun, finish):
    begun()
    assert finish({"outcome": "refused", "code": "polyglot", "reason": "Why."}, step="inspect") == {"status": "failed"}
    assert not readable(cloud.file(), unscanned=False)


def test_an_infected_file_is_quarantined(cloud, begun, finish):
    begun(scan=INFECTED)
    assert finish(OK, step="quarantine") == {"status": "quarantined"}
    file = cloud.file()
    assert (file.status, file.reason_code) == (Status.QUARANTINED, "infected")
    assert not readable(file, unscanned=True)


def test_a_step_that_died(cloud, begun, finish):
    begun(image=RUNNING)
    assert finish({"outcome": "failed"}) == {"status": "failed"}
    file = cloud.file()
    assert file.reason_code == "step_failed"
    assert file.processing.steps["image"].status is StepStatus.FAILED


@pytest.mark.parametrize(
    "body", [b"not JSON", b"{" + b" " * objects.RESULT_BYTES + b"}", None], ids=["broken", "too large", "missing"]
)
def test_a_result_that_is_none(cloud, begun, finish, derived, body):
    begun()
    key = f"{KEY}/1/image.json"
    if body is not None:
        derived("image.json", body)
    assert finish(OK | {"resultKey": key}) == {"status": "failed"}
    assert cloud.file().reason_code == "step_failed"


@pytest.mark.parametrize("key", [f"{KEY}/2/image.json", "t-other/file/1/image.json", 7])
def test_a_result_of_something_else(cloud, begun, finish, derived, key):
    derived("image.json", {"extracted": {}}, attempt=2)
    begun()
    assert finish(OK | {"resultKey": key}) == {"status": "failed"}


def test_told_once_more(cloud, begun, finish, derived):
    begun()
    result = made(derived)
    assert finish(result) == {"status": "completed"}
    settled = cloud.file()
    assert finish(result) == {"status": "completed"}
    assert cloud.file() == settled


@pytest.mark.parametrize(("attempt", "run"), [(2, "m1"), (1, "m2")])
def test_a_run_that_is_no_longer_the_files(cloud, begun, finish, attempt, run):
    begun()
    before = cloud.file()
    assert finish(OK, attempt=attempt, run=run) == {"outcome": "stale"}
    assert cloud.file() == before


def test_a_file_that_is_gone_from_the_catalogue(cloud, finish):
    assert finish(OK) == {"outcome": "stale"}


def test_a_row_that_changes_meanwhile_is_read_again(cloud, begun, finish, monkeypatch):
    begun()
    move = catalog.move

    def after_another(table, file, *args, **more):
        monkeypatch.setattr(catalog, "move", move)
        catalog.amend(table, file, by=OWNER, at=NOW, tags=("x",))
        return move(table, file, *args, **more)

    monkeypatch.setattr(catalog, "move", after_another)
    assert finish(OK) == {"status": "completed"}
    assert cloud.file().tags == ("x",)


def test_another_attempt_takes_the_place_of_the_one_before(cloud, begun, finish, derived):
    begun()
    finish(made(derived))
    begun(run="m2")
    assert finish(made(derived, 2, width=5), attempt=2, run="m2") == {"status": "completed"}
    run = cloud.file().processing
    assert (run.extracted, run.variants["thumb-200"].key) == (2, thumb(2)["key"])
    assert keys() == ["2/image.json", "2/thumb-200.jpg"]


def test_another_attempt_that_fails_leaves_what_was_found(cloud, begun, finish, derived):
    begun()
    finish(made(derived))
    begun(run="m2")
    derived("thumb-800.jpg", attempt=2)
    finish({"outcome": "failed"}, attempt=2, run="m2")
    assert cloud.file().processing.extracted == 1
    begun(run="m3")
    finish({"outcome": "failed"}, attempt=3, run="m3")
    assert cloud.file().processing.variants["thumb-200"].key == thumb()["key"]
    assert keys() == ["1/image.json", "1/thumb-200.jpg"]


def test_nothing_derived_is_left_of_what_is_found_infected_later(cloud, begun, finish, derived, monkeypatch):
    begun(image=RUNNING)
    finish(made(derived))
    begun(run="m2", scan=INFECTED)
    with monkeypatch.context() as broken:
        broken.setattr(objects, "drop_all_but", None)
        finish(OK, step="quarantine", attempt=2, run="m2")
    assert keys()
    assert finish(OK, step="quarantine", attempt=2, run="m2") == {"status": "quarantined"}  # asked again after that
    assert keys() == []


def test_what_cannot_be_tidied_is_left(cloud, begun, finish, derived, monkeypatch):
    begun()
    finish(made(derived))
    begun(run="m2")

    def refuse(*_):
        raise RuntimeError

    monkeypatch.setattr(objects, "drop_all_but", refuse)
    assert finish(made(derived, 2), attempt=2, run="m2") == {"status": "completed"}


def test_objects_of_other_files_stay(begun, finish, derived, cloud):
    other = f"{KEY}0/1/thumb-200.jpg"
    begun()
    finish(made(derived))
    aws.s3().put_object(Bucket="inlet-unit-derived", Key=other, Body=b"x")
    begun(run="m2")
    finish(made(derived, 2), attempt=2, run="m2")
    assert aws.s3().head_object(Bucket="inlet-unit-derived", Key=other)


@pytest.mark.parametrize("moment", ["before-call", "after-call"])
def test_a_crash_at_any_call_is_mended_by_doing_it_again(cloud, begun, finish, derived, moment):
    call = 0
    while True:
        call += 1
        cloud.clear()
        begun()
        result = made(derived)
        try:
            with interrupted(dying_at(call), moment):
                finish(result)
        except Crash:
            assert finish(result) == {"status": "completed"}
            assert cloud.file().processing.extracted == 1
            assert findings.find(cloud.catalog, FILE_ID, 1) == {"width": 4000}
            continue
        break
    assert call > 4


def test_a_status_never_moves_back(cloud, begun, finish):
    begun()
    finish(OK)
    runs.begin(cloud.catalog, cloud.file(), "m2", first="inspect", by="router", at=NOW)
    assert finish({"outcome": "failed"}) == {"outcome": "stale"}
    assert cloud.file().status is Status.PROCESSING
