"""What `make test-hostile` sees: memory of a process and of those it starts, and whatever is too much or otherwise."""

import subprocess
import sys
from dataclasses import replace

import pytest

from tests.hostile import __main__ as hostile
from tests.hostile import share
from tests.hostile.cases import CASES
from tests.hostile.functions import functions
from tests.hostile.measuring import Taken, measured, outcome, written

ALL = functions()
TABLE = ALL["table"]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux alone tells the peak of a process that goes on")


def test_functions_have_what_terraform_gives_them():
    assert ALL.keys() == {"inspect", "scan", "image", "text", "table", "pdf"}
    assert (ALL["image"].memory_mb, ALL["pdf"].memory_mb, ALL["scan"].timeout_seconds) == (1824, 1024, 210)
    assert (TABLE.cpu, round(ALL["pdf"].cpu, 2)) == (1.0, 0.58)


def test_a_file_before_its_function(tmp_path):
    file = written([b"a,b\n", b"1,2\n"], tmp_path / "table.csv")
    taken = measured(TABLE, file, "text/csv", tmp_path)
    assert (taken.outcome, taken.exceeds(TABLE)) == ("ok", [])
    assert taken.peak_mb > 20
    assert taken.cpu_seconds > 0


def test_a_share_of_a_cpu_goes_to_a_process_and_to_those_that_it_starts():
    spin = "import time; until = time.monotonic() + 1\nwhile time.monotonic() < until: pass\nprint(time.process_time())"
    start = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {spin!r}], check=True)"
    for code in (spin, start):
        with (
            subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process,
            share.of_a_cpu(process.pid, 0.3),
        ):
            said, _ = process.communicate()
        assert float(said) < 0.75


def test_memory_of_a_process_that_it_starts_counts(tmp_path):
    file = written([b"%PDF-1.7\n"], tmp_path / "document.pdf")
    alone = measured(TABLE, file, "text/csv", tmp_path)
    assert measured(ALL["pdf"], file, "application/pdf", tmp_path).peak_mb > alone.peak_mb + 20


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"peak_mb": 1769.0}, "memory: 1769 of 1769 MB"),
        ({"seconds": 60.0}, "time: 60 of 60 s"),
        ({"outcome": "raised ValueError"}, "raised ValueError instead of ok"),
    ],
)
def test_what_is_too_much_or_otherwise_is_told(change, says):
    (case,) = (one for one in CASES if one.name == "CSV, 100,000 columns")
    taken = Taken("ok", 100, 1, 1)
    assert hostile.wrong(case, TABLE, taken) == []
    assert hostile.wrong(case, TABLE, replace(taken, **change)) == [f"{case.name}, table: {says}"]


def test_a_scan_has_to_tag_as_it_says():
    (case,) = (one for one in CASES if one.name == "EICAR")
    taken = Taken("infected: infected", 100, 1, 1, ("clean",))
    assert hostile.wrong(case, ALL["scan"], taken) == ["EICAR, scan: tagged ('clean',)"]


def test_how_an_invocation_ended():
    assert outcome({"raised": "Busy"}) == "raised Busy"
    assert outcome({"answer": {"outcome": "failed", "code": "damaged", "reason": "…"}}) == "failed: damaged"


def test_every_case_has_a_name_and_functions_of_its_own():
    assert len({case.name for case in CASES}) == len(CASES)
    assert all(case.outcomes.keys() <= ALL.keys() for case in CASES)
