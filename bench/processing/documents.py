"""PDFs: pages, text and a picture of the first page, by Inlet and by scripts of the usual libraries.

A script is a process that imports its library, reads one document and writes its JPEG. Inlet's function is warm, as in
Lambda, and starts for each document the process that reads it (`processor.pdf.reading`): that process's start counts.
"""

import importlib.util
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench import report, rounds
from bench.rounds import Times
from processor.pdf import child, findings, reading
from processor.pdf.reading import Bounds
from tests.unit.pdf import documents

INLET, PDFIUM, MUPDF = "Inlet", "pypdfium2", "PyMuPDF"
GOAL = 1.2
QUALITY = 80
BOUNDS = Bounds(max_pages=1000, text_bytes=1_000_000, memory_bytes=768 << 20, seconds=60, text_seconds=60)

SCRIPTS = {
    PDFIUM: f"""
import sys
import pypdfium2
document = pypdfium2.PdfDocument(sys.argv[1])
told = len(document), document.get_metadata_dict()
text = [page.get_textpage().get_text_bounded() for page in document]
page = document[0]
picture = page.render(scale={reading.PIXELS} / max(page.get_size())).to_pil()
picture.save(sys.argv[2], quality={QUALITY}, optimize=True)
""",
    MUPDF: f"""
import sys
import pymupdf
document = pymupdf.open(sys.argv[1])
told = len(document), document.metadata
text = [page.get_text() for page in document]
page = document[0]
scale = {reading.PIXELS} / max(page.rect.width, page.rect.height)
picture = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale))
picture.save(sys.argv[2], output="jpeg", jpg_quality={QUALITY})
""",
}
MODULES = {PDFIUM: "pypdfium2", MUPDF: "pymupdf"}

# Of a process of nothing but this, which is smaller than what it starts: rusage would tell the larger of the two.
PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdin=sys.stdin, stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def generated() -> dict[str, bytes]:
    """A letter, and a book: 60 lines of print a page."""
    words = ["the", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "dog", "while", "nobody", "looks"]
    lines = [" ".join(words[(row + column) % len(words)] for column in range(12)) for row in range(60)]
    page = documents.text(*lines, size=8)
    return {"1 page": documents.document(page), "100 pages": documents.document(*[page] * 100)}


def measure(count: int, of: dict[str, bytes] | None = None) -> None:
    """Prints a table and the goal: medians of `count` rounds, over generated documents, or `of` others by name."""
    missing = [name for name, module in MODULES.items() if not importlib.util.find_spec(module)]
    scripts = {name: script for name, script in SCRIPTS.items() if name not in missing}
    rows, worst = [], 0.0
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for title, content in (of or generated()).items():
            file = folder / "document.pdf"
            file.write_bytes(content)
            ways: dict[str, Callable[[], float]] = {INLET: partial(_inlet, file, folder)}
            ways |= {name: partial(_script, script, file) for name, script in scripts.items()}
            taken = rounds.run(ways, count, warm_up=1)
            peaks = {INLET: _peak([sys.executable, "-m", child.NAME], _job(file, folder))}
            peaks |= {name: _peak(_command(script, file)) for name, script in scripts.items()}
            worst = max(worst, taken[INLET].median / taken[PDFIUM].median)
            rows += [_row(title, name, times, taken[PDFIUM], peaks[name]) for name, times in taken.items()]
    print(f"\n{report.table(('PDF: count, text, page 1', 'ms', '/ pypdfium2', 'peak MB'), rows)}\n")
    print(report.goal(worst <= GOAL, f"PDF: at most {worst:.2f} × a script of pypdfium2 (goal: ≤ {GOAL})"))
    for name in missing:
        print(f"not installed here, so not measured: {name}")


def _row(title: str, name: str, times: Times, limit: Times, peak_kb: int) -> tuple[str, ...]:
    ratio = times.median / limit.median
    return f"{title}, {name}", report.milliseconds(times.median), f"{ratio:.2f}", f"{peak_kb / 1024:.0f}"


def _inlet(file: Path, folder: Path) -> float:
    started = time.perf_counter()
    with reading.reader() as reader:
        findings.of(reader.read(file, folder, BOUNDS), QUALITY)
    return time.perf_counter() - started


def _script(script: str, file: Path) -> float:
    started = time.perf_counter()
    subprocess.run(_command(script, file), check=True)
    return time.perf_counter() - started


def _command(script: str, file: Path) -> list[str]:
    return [sys.executable, "-c", script, str(file), str(file.with_suffix(".jpg"))]


def _job(file: Path, folder: Path) -> str:
    return json.dumps(reading.job(file, folder, BOUNDS)) + "\n"


def _peak(command: list[str], told: str = "") -> int:
    """The memory that a process took at most, in KB."""
    small = [sys.executable, "-S", "-c", PEAK, *command]
    return int(subprocess.run(small, input=told, capture_output=True, text=True, check=True).stdout)
