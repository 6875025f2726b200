"""Whether a message begins a run, goes on with one, or has nothing left to do."""

from datetime import timedelta

import pytest

from common.files.lifecycle import Status
from common.files.processing import Processing
from common.files.requests import Cause
from processor.router.routing import Step, Word, route
from tests.unit.cloud import NOW, pending
from tests.unit.router.conftest import LOST_AFTER

CAUSES = [None, *Cause]
MINE = Processing(1, "mine", NOW)
OTHERS = Processing(1, "others", NOW)


def step(status, processing=None, cause=None, later=timedelta(0)):
    file = pending(status=status, processing=processing)
    return route(file, "mine", cause, now=NOW + later, lost_after=LOST_AFTER).step


@pytest.mark.parametrize("cause", CAUSES)
def test_what_was_never_processed_is_begun(cause):
    assert step(Status.UPLOADED, cause=cause) is Step.BEGIN


def test_what_the_scanner_has_yet_to_speak_of_waits_unless_nobody_else_will_begin_it():
    file = pending(status=Status.UPLOADED)
    begun = {
        cause: route(file, "mine", cause, now=NOW, lost_after=LOST_AFTER, word=Word.AWAITED).step for cause in CAUSES
    }
    assert begun == {
        None: Step.DROP,
        Cause.VERIFIED: Step.DROP,
        Cause.LOST: Step.BEGIN,
        Cause.REPROCESS: Step.BEGIN,
    }


@pytest.mark.parametrize("cause", CAUSES)
def test_a_delivery_of_the_same_message_goes_on(cause):
    assert step(Status.PROCESSING, MINE, cause) is Step.GO_ON
    assert step(Status.PROCESSING, MINE, cause, later=LOST_AFTER) is Step.GO_ON


@pytest.mark.parametrize("cause", CAUSES)
def test_a_run_of_another_message_is_left_alone_until_it_is_lost(cause):
    assert step(Status.PROCESSING, OTHERS, cause) is Step.DROP
    assert step(Status.PROCESSING, OTHERS, cause, later=LOST_AFTER - timedelta(seconds=1)) is Step.DROP
    assert step(Status.PROCESSING, OTHERS, cause, later=LOST_AFTER) is Step.BEGIN


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.FAILED])
def test_what_is_settled_is_begun_again_only_when_somebody_asks(status):
    begun = {cause: step(status, OTHERS, cause) for cause in CAUSES}
    assert begun == {
        None: Step.DROP,
        Cause.VERIFIED: Step.DROP,
        Cause.LOST: Step.DROP,
        Cause.REPROCESS: Step.BEGIN,
    }


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.FAILED])
def test_a_request_that_is_delivered_once_more_begins_nothing(status):
    assert step(status, MINE, Cause.REPROCESS) is Step.DROP


@pytest.mark.parametrize("cause", CAUSES)
@pytest.mark.parametrize(
    "status",
    [Status.PENDING, Status.QUARANTINED, Status.REJECTED, Status.EXPIRED, Status.ABORTED, Status.DELETED],
)
def test_what_is_not_to_be_processed(status, cause):
    assert step(status, OTHERS, cause, later=2 * LOST_AFTER) is Step.DROP
