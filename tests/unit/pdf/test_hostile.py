"""Documents made to crash, to hang or to take all memory: the process that reads them does, and nobody else."""

import json
import os
import re
import signal
import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processor.pdf import child, reading
from processor.pdf.reading import Damaged, Locked, TooComplex
from tests.unit.fuzzing import examples
from tests.unit.pdf import documents
from tests.unit.pdf.documents import FORM, document, drawing, nested, objects, stream, text, written

MEMORY_BYTES = 256 << 20

PEAKS = """
import json, re, resource, sys, tempfile
from pathlib import Path
from processor.pdf import reading
bounds = reading.Bounds(**json.loads(sys.argv[2]))
with tempfile.TemporaryDirectory() as folder, reading.reader() as reader:
    try:
        reader.read(Path(sys.argv[1]), Path(folder), bounds)
        ended = "read"
    except reading.TooComplex:
        ended = "too complex"
own = int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1])
print(ended, own << 10, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss << 10)
"""


def bomb():
    """A stream of 40 KB that is 14 MB of drawing, each line of which is kept."""
    made = objects([b""])
    made[6] = stream(b"0 0 m 1 1 l S " * 1_000_000, deflated=True)
    return written(made)


def picture():
    """60,000 × 60,000 pixels, as 1,000 bytes."""
    told = "/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /BitsPerComponent 8 /ColorSpace /DeviceRGB"
    return drawing(b"595 0 0 842 0 0 cm /X Do", o7=stream(bytes(1000), told, deflated=True))


def kids():
    """A tree of pages that holds itself."""
    made = objects([text("one")])
    made[2] = b"<< /Type /Pages /Kids [2 0 R 5 0 R] /Count 2 >>"
    return written(made)


def parents():
    """A page that is its own parent, and its own content."""
    made = objects([text("one")])
    made[5] = b"<< /Type /Page /Parent 5 0 R /Contents 5 0 R /MediaBox [0 0 595 842] >>"
    return written(made)


@pytest.mark.parametrize(
    "made",
    [
        kids(),
        parents(),
        picture(),
        document(b"q " * 500_000),
        document(b"[" * 500_000),
        document(b"<<" * 500_000),
        drawing(b"/X Do", o7=stream(b"0 0 10 10 re f", f"{FORM} /Length 7 0 R")),
    ],
    ids=["kids", "parents", "picture", "states", "arrays", "dictionaries", "length"],
)
def test_what_leads_in_circles_or_deep_down_is_read(read, made):
    assert read(made).page_count >= 1


def test_what_does_not_end_is_ended(read):
    with pytest.raises(TooComplex):
        read(nested(20, 3), seconds=0.5)


def test_what_takes_all_memory_is_ended_within_its_own(tmp_path):
    """The measured peaks of both processes."""
    (tmp_path / "bomb.pdf").write_bytes(bomb())
    bounds = json.dumps(
        {"max_pages": 5, "text_bytes": 1000, "memory_bytes": MEMORY_BYTES, "seconds": 60, "text_seconds": 60}
    )
    command = [sys.executable, "-c", PEAKS, str(tmp_path / "bomb.pdf"), bounds]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    ended, own, of_child = done.stdout.rsplit(maxsplit=2)
    assert ended == "too complex"
    assert int(own) < 64 << 20
    assert MEMORY_BYTES / 2 < int(of_child) <= MEMORY_BYTES


def command(monkeypatch, code):
    """Has the process run `code` instead."""
    started = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda _command, **told: started([sys.executable, "-c", code], **told))


@pytest.mark.parametrize(
    "code",
    [
        "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
        "import os, signal; os.kill(os.getpid(), signal.SIGTRAP)",
        f"import sys; sys.exit({child.NO_MEMORY})",
        "import sys; sys.stdin.readline(); sys.stdout.write('x' * 200_000)",
        "import os, time; os.close(1); time.sleep(60)",
        "import time; time.sleep(60)",
    ],
    ids=["crash", "trap", "memory", "flood", "mute", "asleep"],
)
def test_however_the_process_goes_wrong(read, monkeypatch, code):
    command(monkeypatch, code)
    with pytest.raises(TooComplex):
        read(document(text("x")), seconds=1)


def test_a_process_that_fails_by_itself_is_no_fault_of_the_document(read, monkeypatch):
    command(monkeypatch, "raise ImportError")
    with pytest.raises(RuntimeError, match="ended with 1"):
        read(document(text("x")))


def test_the_process_knows_no_secrets(monkeypatch, tmp_path):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    command(monkeypatch, "import os; print(sorted(os.environ), flush=True)")
    with reading.reader() as reader:
        output = reader._process.stdout
        assert output
        told = output.read().decode()
    assert "PYTHONPATH" in told
    assert "AWS" not in told


def test_the_process_ends_with_its_block():
    with pytest.raises(ValueError, match="nothing came"), reading.reader() as reader:
        raise ValueError("nothing came")
    assert reader._process.returncode == -signal.SIGKILL


DOCUMENTS = [
    document(text("Hello", "World"), text("Second"), info="/Title (A title) /CreationDate (D:20220403193102+02'00')"),
    documents.encrypted(text("readable"), user=b""),
    nested(2, 2),
    picture(),
]


def damaged(data: st.DataObject) -> bytes:
    """One of the documents, changed at some places."""
    made = bytearray(data.draw(st.sampled_from(DOCUMENTS)))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(made) - 1))
        kind = data.draw(st.sampled_from(["change", "cut", "insert", "repeat"]))
        if kind == "change":
            made[at] = data.draw(st.integers(0, 255))
        elif kind == "cut":
            del made[at : at + data.draw(st.integers(1, 40))]
        elif kind == "insert":
            made[at:at] = data.draw(st.binary(min_size=1, max_size=20))
        else:
            made[at:at] = made[at : at + 40] * 3
        if not made:
            break
    return bytes(made)


def test_damage_of_any_kind(read):
    """Nothing comes of it but facts, or the three faults that a document can have."""
    ended: Counter[str] = Counter()

    @examples(12)
    @given(data=st.data())
    def each(data):
        try:
            facts = read(damaged(data), seconds=20)
        except (Damaged, Locked, TooComplex) as fault:
            ended[type(fault).__name__] += 1
            return
        ended["read"] += 1
        assert facts.page_count >= 1
        assert not re.search("[\0-\x08\x0b\x0e-\x1f]", facts.text.decode())
        assert facts.picture is None or len(facts.picture.bgr) == 3 * facts.picture.width * facts.picture.height

    each()
    # Most damage PDFium mends: what nothing comes of is the exception.
    assert ended["read"] >= 3
