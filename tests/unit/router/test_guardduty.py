"""Where GuardDuty scans: its verdict comes by an event of its own, before or after a file may be processed."""

import pytest

from common.files import requests
from common.files.file import Arrival, Rejection
from common.files.lifecycle import Status
from common.files.requests import Cause
from processor.router import settings, told
from processor.router.messages import Verdict
from tests.unit.cloud import FILE_ID, NOW, Crash, dying_at, interrupted, pending
from tests.unit.router.conftest import put, scanned, settle

CLEAN = {"status": "NO_THREATS_FOUND", "threats": []}
TO_BE_PROVEN = pending(sha256="ab" * 32)
NO_VERDICT = Rejection("no_verdict", "Why.")


def request(cause=Cause.VERIFIED):
    return requests.text(requests.request(FILE_ID, cause, "request-1", at=NOW))


@pytest.fixture
def guarded(router, monkeypatch):
    """The router, told that GuardDuty scans."""
    monkeypatch.setenv("SCANNER", "guardduty")
    settings.for_router.cache_clear()
    return router


@pytest.fixture
def proven(cloud):
    """Takes a version, as the logger does once the verifier has read it."""

    def take(version):
        head = cloud.head(version)
        row = cloud.file()
        put(
            cloud,
            pending(
                status=Status.UPLOADED, arrival=Arrival(version, head.etag, head.size, NOW), revision=row.revision + 1
            ),
        )

    return take


def verdicts(machine):
    return [payload["guardDuty"] for _, _, payload in machine.runs]


def test_its_event_begins_a_run_with_the_verdict(guarded, cloud, step_functions):
    cloud.announce()
    assert guarded(scanned(cloud.upload())) == []
    assert verdicts(step_functions) == [CLEAN]


def test_a_verdict_before_the_proof_is_kept_until_then(guarded, cloud, step_functions, proven):
    cloud.announce(TO_BE_PROVEN)
    version = cloud.upload()
    assert guarded(scanned(version)) == []
    assert not step_functions.runs
    proven(version)
    assert guarded(request()) == []
    assert verdicts(step_functions) == [CLEAN]
    assert cloud.file().status is Status.PROCESSING


def test_a_proof_before_the_verdict_waits_for_it(guarded, cloud, step_functions, uploaded):
    version = uploaded().arrival.version_id
    assert guarded(request()) == []
    assert not step_functions.runs
    assert cloud.file().status is Status.UPLOADED
    assert guarded(scanned(version)) == []
    assert verdicts(step_functions) == [CLEAN]


def test_a_proof_that_comes_between_the_two_readings_is_seen(guarded, cloud, step_functions, proven, monkeypatch):
    cloud.announce(TO_BE_PROVEN)
    version, keep = cloud.upload(), told.keep

    def while_it_is_proven(*asked):
        keep(*asked)
        proven(version)

    monkeypatch.setattr(told, "keep", while_it_is_proven)
    assert guarded(scanned(version)) == []
    assert verdicts(step_functions) == [CLEAN]


def test_the_verdict_on_another_version_says_nothing(guarded, cloud, step_functions, proven):
    cloud.announce(TO_BE_PROVEN)
    first, second = cloud.upload(), cloud.upload(body=b"another!")
    assert guarded(scanned(second)) == []
    proven(first)
    assert guarded(request()) == []
    assert not step_functions.runs


def test_what_was_lost_waits_for_no_event(guarded, step_functions, uploaded):
    uploaded()
    assert guarded(request(Cause.LOST)) == []
    assert verdicts(step_functions) == [None]


def test_what_failed_for_want_of_a_verdict_begins_again_with_it(guarded, cloud, step_functions, uploaded):
    version = uploaded().arrival.version_id
    guarded(request(Cause.LOST))
    settle(cloud, Status.FAILED, rejection=NO_VERDICT, unread=True)
    assert guarded(scanned(version)) == []
    assert verdicts(step_functions) == [None, CLEAN]
    settle(cloud, Status.FAILED, rejection=NO_VERDICT, unread=True)
    assert guarded(scanned(version)) == []  # delivered once more
    assert len(step_functions.runs) == 2


@pytest.mark.parametrize(("to", "rejection"), [(Status.COMPLETED, None), (Status.FAILED, Rejection("damaged", "Why."))])
def test_what_is_settled_otherwise_stays_so(guarded, cloud, step_functions, uploaded, to, rejection):
    version = uploaded().arrival.version_id
    guarded(scanned(version))
    settle(cloud, to, rejection=rejection)
    assert guarded(scanned(version, run="another")) == []
    assert len(step_functions.runs) == 1


def test_asked_again_it_is_run_with_the_verdict_that_there_was(guarded, cloud, step_functions, uploaded):
    """Also when the run that the event began came to no scan."""
    guarded(scanned(uploaded().arrival.version_id))
    settle(cloud, Status.FAILED, rejection=Rejection("step_failed", "Why."))
    assert guarded(request(Cause.REPROCESS)) == []
    assert verdicts(step_functions) == [CLEAN, CLEAN]


def test_what_was_found_is_not_taken_back_by_what_comes_late(cloud):
    found = Verdict("THREATS_FOUND", ("Eicär",))
    for verdict in (Verdict("NO_THREATS_FOUND"), found, Verdict("NO_THREATS_FOUND")):
        told.keep(cloud.catalog, FILE_ID, "v1", verdict)
    assert told.find(cloud.catalog, FILE_ID, "v1") == found
    assert told.find(cloud.catalog, FILE_ID, "v2") is None


def test_of_what_nobody_announced_nothing_is_kept(guarded, cloud, step_functions):
    version = cloud.upload()
    assert guarded(scanned(version)) == []
    assert told.find(cloud.catalog, FILE_ID, version) is None


@pytest.mark.parametrize("moment", ["before-call", "after-call"])
def test_a_crash_at_any_call_loses_no_verdict(guarded, cloud, step_functions, proven, moment):
    call = 0
    while True:
        call += 1
        cloud.clear()
        step_functions.runs.clear()
        cloud.announce(TO_BE_PROVEN)
        version = cloud.upload()
        try:
            with interrupted(dying_at(call), moment):
                guarded(scanned(version))
        except Crash:
            assert guarded(scanned(version)) == []
            proven(version)
            assert guarded(request()) == []
            assert verdicts(step_functions) == [CLEAN]
            continue
        break
    assert call > 4
