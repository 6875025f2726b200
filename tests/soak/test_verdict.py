"""A soak that went well, and every way in which it may not have."""

from dataclasses import replace

import pytest

from tests.soak.crew import Outcome
from tests.soak.evidence import Evidence, Row
from tests.soak.jobs import Job
from tests.soak.verdict import faults

SENT, GIVEN_UP = (Job(number, 5, None, checksum=True, kills=()) for number in range(2))
OUTCOMES = [Outcome(SENT, 0, "id"), Outcome(GIVEN_UP, 2, refused="given up after 6 attempts")]
DIGESTS = {SENT.filename: "right", GIVEN_UP.filename: "other"}
ROW = Row("t/id", SENT.filename, "uploaded", "v1", 5, None)
ABORTED = Row("t/no", GIVEN_UP.filename, "aborted", None, 5, "given up after 6 attempts")
USAGE = {"bytes": 5, "files": 1, "pending": 0}
WELL = Evidence({"t/id": ROW, "t/no": ABORTED}, {"t/id": {"v1": "right"}}, usage=USAGE)


def test_it_went_well():
    assert faults(OUTCOMES, DIGESTS, WELL) == []


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"rows": {"t/no": ABORTED}, "versions": {}}, "the client says sent, and there is no row"),
        ({"rows": {"t/id": replace(ROW, status="rejected", reason="no")}, "versions": {}}, "and it is rejected (no)"),
        ({"rows": {"t/id": replace(ROW, filename=GIVEN_UP.filename)}}, f"sent, and it is {GIVEN_UP.filename}"),
        ({"rows": {"t/id": replace(ROW, status="pending")}}, "pending for good"),
        ({"rows": {"t/id": ROW, "t/no": replace(ABORTED, reason=None)}}, "aborted without a reason"),
        ({"versions": {"t/id": {"v1": "wrong"}}}, "uploaded, and not what was sent"),
        ({"versions": {}}, "uploaded, and its version is not there"),
        ({"versions": {"t/id": {"v1": "right", "v2": "right"}}}, "version v2 belongs to no upload"),
        ({"versions": WELL.versions | {"t/no": {"v1": "other"}}}, "version v1 belongs to no upload"),
        ({"multiparts": ["t/no"]}, "parts are left over"),
        ({"dead_letters": ["{}"]}, "a dead letter"),
        ({"usage": USAGE | {"pending": 1}}, "usage"),
    ],
)
def test_what_is_wrong_is_told(change, line):
    assert any(line in told for told in faults(OUTCOMES, DIGESTS, replace(WELL, **change)))


@pytest.mark.parametrize(
    ("outcome", "line"),
    [
        (Outcome(GIVEN_UP, 0, refused=""), "given up without a reason"),
        (Outcome(GIVEN_UP, 0, refused="the client broke: Traceback"), "the client broke"),
        (Outcome(GIVEN_UP, 0, refused="no outcome within 600 seconds"), "no outcome"),
        (Outcome(GIVEN_UP, 0, refused="NotSignedIn: the token is no longer taken"), "NotSignedIn"),
    ],
)
def test_a_client_owes_a_reason(outcome, line):
    assert any(line in told for told in faults([OUTCOMES[0], outcome], DIGESTS, WELL))


def test_a_network_on_which_nothing_gets_through_proves_nothing():
    outcomes = [replace(OUTCOMES[1], job=Job(number, 5, None, checksum=True, kills=())) for number in range(2, 5)]
    assert any("only 1 of 4 files" in told for told in faults([OUTCOMES[0], *outcomes], DIGESTS, WELL))
