"""What becomes of a file by what its last step said."""

import pytest

from common.files.file import Rejection
from common.files.lifecycle import Status
from common.files.processing import Processing
from processor.finish.outcomes import STEP_FAILED, NotQuarantined, Outcome, outcome
from tests.unit.cloud import NOW
from tests.unit.finish.conftest import CLEAN, INFECTED, OK

WHY = {"code": "damaged", "reason": "The file is damaged."}
DAMAGED = Rejection("damaged", "The file is damaged.")


def of(result, scan=CLEAN, step="image"):
    return outcome(Processing(1, "m1", NOW, scan=scan), step, result)


def test_all_well():
    assert of(OK) == Outcome(Status.COMPLETED)


def test_what_fails_stays_readable_what_is_refused_does_not():
    assert of({"outcome": "failed"} | WHY) == Outcome(Status.FAILED, DAMAGED)
    assert of({"outcome": "refused"} | WHY) == Outcome(Status.FAILED, DAMAGED, unread=True)


def test_what_is_gone():
    assert of({"outcome": "gone"}).status is Status.FAILED
    assert of({"outcome": "gone"}).unread


@pytest.mark.parametrize(
    ("step", "result"), [("quarantine", OK), ("quarantine", {"outcome": "gone"}), ("inspect", {"outcome": "gone"})]
)
def test_what_is_infected_is_quarantined_once_it_is_out_of_the_way(step, result):
    found = of(result, INFECTED, step)
    assert (found.status, found.rejection.code) == (Status.QUARANTINED, "infected")
    assert "Eicar-Signature" in found.rejection.reason


@pytest.mark.parametrize("result", [{"outcome": "failed"} | WHY, {}, OK, {"outcome": "refused"}])
@pytest.mark.parametrize("step", ["inspect", "scan", "image"])
def test_what_is_infected_and_still_there_is_not_settled(step, result):
    with pytest.raises(NotQuarantined):
        of(result, INFECTED, step)


@pytest.mark.parametrize(
    "result",
    [{"outcome": "failed"}, {}, {"outcome": "new"}, {"outcome": "failed", "code": 7, "reason": "x"}, {"outcome": None}],
)
def test_what_says_nothing_of_use(result):
    assert of(result) == Outcome(Status.FAILED, STEP_FAILED)


def test_a_reason_is_bounded():
    found = of({"outcome": "failed", "code": "c" * 1000, "reason": "r" * 10_000})
    assert len(found.rejection.code) == 64
    assert len(found.rejection.reason) == 500
