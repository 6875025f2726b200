"""What is told of a soak."""

from tests.faults.calls import Call
from tests.faults.fault import DROP, Kind
from tests.faults.log import Entry
from tests.soak.crew import Outcome
from tests.soak.evidence import Evidence, Row
from tests.soak.jobs import Job
from tests.soak.report import Run, text

JOBS = [Job(number, 6_000_000, "MULTIPART", checksum=True, kills=()) for number in range(3)]
PART = Call("PUT", "h", "/b/k", operation="s3:UploadPart")
RUN = Run(
    seed=7,
    seconds=12.4,
    outcomes=[Outcome(JOBS[0], 2, "a"), Outcome(JOBS[1], 0, refused="why"), Outcome(JOBS[2], 0, refused="why")],
    calls=[Entry(1, PART, DROP, Kind.DROP), Entry(2, PART, None, sent=6_000_000)],
    swept=1,
    there=Evidence({"t/a": Row("t/a", "0000.zip", "uploaded", "v", 1, None)}, {}),
    wrong=["0000.zip: uploaded, and not what was sent"],
)


def test_all_figures_are_told():
    lines = text(RUN).splitlines()
    assert "| files | 3, 18 MB |" in lines
    assert "| clients killed | 2, of 1 files |" in lines
    assert "| faults between clients and S3 or API | 1: 1 drop |" in lines
    assert "| sent in parts | 6 MB in 1 files, by 2 requests with 6 MB |" in lines
    assert "| uploads, as the catalogue says | 1: 1 uploaded |" in lines
    assert lines[-1] == "- 0000.zip: uploaded, and not what was sent"
    assert "- 2 × why" in lines


def test_nothing_is_told_as_such():
    assert text(Run(7, 0, [], [], 0, Evidence({}, {}), [])).splitlines()[-1] == "- nothing"
