"""Messages through to the end of their runs: the row, the machine's input, and what is left to another delivery."""

import dataclasses

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from common import aws
from common.files import requests, runs
from common.files.file import Rejection
from common.files.lifecycle import Status
from common.files.processing import Scan, ScanResult, Step, StepStatus
from common.files.requests import Cause
from tests.unit.cloud import FILE_ID, KEY, NOW, OWNER, PNG, Crash, dying_at, interrupted, pending
from tests.unit.router.conftest import LOST_AFTER, MACHINE, RUN, event, put, settle

FAILED = {"status": "FAILED", "error": "Busy", "cause": "…"}


def request(cause=Cause.REPROCESS):
    return requests.text(requests.request(FILE_ID, cause, "request-1", at=NOW))


@pytest.mark.parametrize("told", [True, False], ids=["version told", "version not told"])
def test_a_file_that_came_is_taken_and_run(cloud, router, step_functions, told):
    cloud.announce()
    version = cloud.upload()
    assert router(event(version if told else None)) == []
    file = cloud.file()
    assert (file.status, file.arrival.version_id, file.changed_by) == (Status.PROCESSING, version, "router")
    assert (file.processing.attempt, file.processing.run) == (1, RUN)
    assert file.processing.steps == {"inspect": Step(StepStatus.RUNNING, NOW)}
    assert step_functions.runs == [
        (
            MACHINE,
            RUN,
            {
                "tenantId": FILE_ID.tenant,
                "fileId": FILE_ID.id,
                "key": KEY,
                "versionId": version,
                "size": len(PNG),
                "contentType": "image/png",
                "attempt": 1,
                "run": RUN,
                "correlationId": "request-1",
                "guardDuty": None,
            },
        )
    ]


def test_a_file_that_the_logger_took_is_run(router, uploaded, step_functions):
    file = uploaded()
    assert router(event(file.arrival.version_id)) == []
    assert [name for _, name, _ in step_functions.runs] == [RUN]


def test_another_delivery_goes_on_with_the_attempt(cloud, router, uploaded, step_functions):
    version = uploaded().arrival.version_id
    assert router(event(version)) == router(event(version)) == []
    assert [told["attempt"] for _, _, told in step_functions.runs] == [1, 1]
    assert cloud.file().processing.attempt == 1


def test_once_it_is_settled_another_delivery_does_nothing(cloud, router, uploaded, step_functions):
    version = uploaded().arrival.version_id
    router(event(version))
    settle(cloud, Status.COMPLETED)
    settled = cloud.file()
    assert router(event(version)) == router(event(version, run="another")) == []
    assert len(step_functions.runs) == 1
    assert cloud.file() == settled


def test_asked_again_a_settled_file_gets_another_attempt(cloud, router, uploaded, step_functions):
    router(event(uploaded().arrival.version_id))
    settle(cloud, Status.FAILED, rejection=Rejection("damaged", "Why."))
    asked = request()
    assert router(asked) == []
    assert [told["attempt"] for _, _, told in step_functions.runs] == [1, 2]
    assert cloud.file().reason is None
    settle(cloud, Status.COMPLETED)
    assert router(asked) == []
    assert len(step_functions.runs) == 2


def test_who_asks_for_another_attempt_is_named(cloud, router, uploaded):
    router(event(uploaded().arrival.version_id))
    assert cloud.file().changed_by == "router"
    settle(cloud, Status.COMPLETED)
    asked = requests.Request("r-2", FILE_ID, Cause.REPROCESS, "c-1", OWNER)
    assert router(requests.text(asked)) == []
    assert (cloud.file().status, cloud.file().changed_by) == (Status.PROCESSING, OWNER)


def test_a_run_that_was_lost_is_begun_anew(cloud, router, uploaded, step_functions, clock):
    router(event(uploaded().arrival.version_id))
    assert router(request()) == []
    assert len(step_functions.runs) == 1
    clock.now += LOST_AFTER
    assert router(request()) == []
    assert [told["attempt"] for _, _, told in step_functions.runs] == [1, 2]


@pytest.mark.parametrize(
    ("file", "arrives"),
    [
        (None, {}),
        (pending(size=7), {}),
        (pending(sha256="ab" * 32), {}),
        (pending(), {"Tagging": "verdict=clean"}),
        (pending(status=Status.ABORTED), {}),
    ],
    ids=["unannounced", "other size", "to be proven", "tagged", "given up"],
)
def test_what_is_to_be_rejected_or_proven_is_left_to_the_logger(cloud, router, step_functions, file, arrives):
    if file:
        cloud.announce(file)
    version = cloud.upload(**arrives)
    before = cloud.file()
    assert router(event(version)) == []
    assert cloud.file() == before
    assert cloud.versions() == {version}
    assert not step_functions.runs


def test_a_later_version_is_not_run(router, uploaded, cloud, step_functions):
    uploaded()
    assert router(event(cloud.upload(body=b"another!"))) == []
    assert not step_functions.runs


def test_a_version_that_is_gone_is_not_run(router, cloud, step_functions):
    cloud.announce()
    assert router(event("gone")) == []
    assert not step_functions.runs


def test_a_run_goes_on_when_its_version_is_gone(cloud, router, uploaded, step_functions):
    version = uploaded().arrival.version_id
    router(event())
    aws.s3().delete_object(Bucket=cloud.bucket, Key=KEY, VersionId=version)
    assert router(event()) == []
    assert len(step_functions.runs) == 2


def test_a_request_for_a_file_that_never_came(cloud, router, step_functions):
    cloud.announce()
    assert router(request(Cause.LOST)) == []
    assert not step_functions.runs


@pytest.mark.parametrize("cause", [Cause.VERIFIED, Cause.LOST])
def test_what_was_taken_late(router, uploaded, step_functions, cause):
    uploaded()
    assert router(request(cause)) == []
    assert len(step_functions.runs) == 1


@pytest.mark.parametrize("body", ["nonsense", event("v1", bucket="another-bucket")])
def test_what_nobody_sends_is_put_away(cloud, router, body):
    assert router(body) == []
    ((kept, reason),) = cloud.dead_letters(cloud.processing_dlq)
    assert kept == body
    assert reason


def throttled(operation):
    raise ClientError({"Error": {"Code": "ThrottlingException"}}, operation)


def late(_):
    raise ReadTimeoutError(endpoint_url="…")


@pytest.mark.parametrize("answer", [FAILED, {"status": "TIMED_OUT"}])
def test_a_run_that_fails_is_delivered_again(cloud, router, uploaded, step_functions, pauses, answer):
    version = uploaded().arrival.version_id
    step_functions.answer = answer
    assert router(event(version)) == ["m0"]
    assert router(event(version), deliveries=2) == ["m0"]
    assert pauses == [60, 120]
    assert cloud.file().status is Status.PROCESSING


@pytest.mark.parametrize("raised", [throttled, late])
def test_so_is_one_that_could_not_be_started(router, uploaded, step_functions, pauses, raised):
    with pytest.raises((ClientError, ReadTimeoutError)) as found:
        raised("StartSyncExecution")
    step_functions.answer = found.value
    assert router(event(uploaded().arrival.version_id)) == ["m0"]
    assert pauses == [60]


def test_the_last_delivery_records_that_it_failed(cloud, router, uploaded, step_functions):
    step_functions.answer = FAILED
    assert router(event(uploaded().arrival.version_id), deliveries=3) == []
    file = cloud.file()
    assert (file.status, file.reason_code, file.changed_by) == (Status.FAILED, "processing_failed", "router")
    assert file.processing.steps["inspect"] == Step(StepStatus.FAILED, NOW, NOW, file.reason)
    assert file.processing.ended_at == NOW


def test_what_was_settled_meanwhile_stays_so(cloud, router, uploaded, step_functions):
    step_functions.answer = FAILED
    step_functions.meanwhile = lambda: settle(cloud, Status.COMPLETED)
    assert router(event(uploaded().arrival.version_id), deliveries=3) == []
    assert cloud.file().status is Status.COMPLETED


def test_an_infected_file_is_never_given_up(cloud, router, uploaded, step_functions, pauses):
    def infected():
        file = cloud.file()
        scan = Scan(ScanResult.INFECTED, "clamav", NOW, "Eicar")
        put(cloud, dataclasses.replace(file, processing=dataclasses.replace(file.processing, scan=scan)))

    step_functions.answer, step_functions.meanwhile = FAILED, infected
    assert router(event(uploaded().arrival.version_id), deliveries=3) == ["m0"]
    assert cloud.file().status is Status.PROCESSING
    assert pauses == [240]


def test_one_that_fails_fails_alone(cloud, router, uploaded, pauses):
    version = uploaded().arrival.version_id
    assert router(event(version), "nonsense", event("gone", run="other")) == []
    assert len(cloud.dead_letters(cloud.processing_dlq)) == 1


def test_nothing_personal_is_told_or_handed_on(router, uploaded, step_functions, lines):
    file = uploaded()
    router(event(file.arrival.version_id))
    told = repr((lines(), step_functions.runs))
    assert file.filename not in told
    assert file.owner not in told
    assert "request-1" in told


@pytest.mark.parametrize("moment", ["before-call", "after-call"])
def test_a_crash_at_any_call_is_mended_by_the_next_delivery(cloud, router, step_functions, moment):
    def arrive():
        cloud.clear()
        step_functions.runs.clear()
        cloud.announce()
        return event(cloud.upload())

    call = 0
    while True:
        call += 1
        body = arrive()
        try:
            with interrupted(dying_at(call), moment):
                router(body)
        except Crash:
            assert router(body) == []
            file = cloud.file()
            assert (file.status, file.processing.attempt, file.processing.run) == (Status.PROCESSING, 1, RUN)
            assert step_functions.runs[-1][2]["attempt"] == 1
            continue
        break
    assert call > 4


def test_two_deliveries_at_once_are_one_attempt(cloud, router, uploaded, step_functions, monkeypatch):
    version = uploaded().arrival.version_id
    begin = runs.begin

    def after_another(*args, **more):
        monkeypatch.setattr(runs, "begin", begin)
        begin(*args, **more)
        return begin(*args, **more)

    monkeypatch.setattr(runs, "begin", after_another)
    assert router(event(version)) == []
    assert cloud.file().processing.attempt == 1
    assert len(step_functions.runs) == 1
