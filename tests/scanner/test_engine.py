"""What a real clamd, configured as ours is, makes of files."""

import gzip
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from common.files.processing import ScanResult
from local.home import ROOT
from processor.scan import engine, limits, verdicts
from processor.scan.engine import EngineDown
from processor.scan.verdicts import CLEAN
from processor.scan.zip64 import Watch
from tests.hostile import zip64
from tests.hostile.pictures import png
from tests.scanner.conftest import DEFINITIONS, EICAR, EICAR_NAME, encrypted, nested, patience, pdf_with, zipped

INFECTED = {
    "plain": EICAR,
    "with a line's end": EICAR + b"\r\n",
    "zipped": zipped({"readme.txt": b"hello", "a.com": EICAR}),
    "zipped often": nested(EICAR, 10),
    "compressed": gzip.compress(EICAR),
    "attached to a PDF": pdf_with(EICAR),
    "zipped, attached to a PDF": pdf_with(zipped({"a.com": EICAR})),
}
CLEAN_FILES = {
    "empty": b"",
    "text": b"hello",
    "zip": nested(b"hello", 5),
    "PDF": pdf_with(b"hello"),
    "talks of it": b"The test file of EICAR is harmless.",
}


@pytest.mark.parametrize("content", INFECTED.values(), ids=INFECTED)
def test_malware_is_found_wherever_it_hides(judged, content):
    verdict = verdicts.of_clamd(judged(content))
    assert (verdict.result, verdict.code, verdict.signature) == (ScanResult.INFECTED, "infected", EICAR_NAME)


@pytest.mark.parametrize("content", CLEAN_FILES.values(), ids=CLEAN_FILES)
def test_what_is_clean_is_told_so(judged, content):
    assert verdicts.of_clamd(judged(content)) == CLEAN


def test_samples_of_the_demo_are_clean(judged):
    samples = [file for file in (ROOT / "local/samples").iterdir() if file.is_file()]
    assert len(samples) >= 4
    assert {verdicts.of_clamd(judged(file.read_bytes())) for file in samples} == {CLEAN}


UNSCANNED = {
    "nested too deep": (nested(b"good morning", 20), "too_complex_to_scan", "nested deeper"),
    "nested too deep, with malware": (nested(EICAR, 20), "too_complex_to_scan", "nested deeper"),
    "too many files": (zipped({str(n): b"%d" % n for n in range(10_050)}), "too_complex_to_scan", "more files"),
    "encrypted": (encrypted(b"hello" * 99), "encrypted_archive", "encrypted"),
}


@pytest.mark.parametrize(("content", "code", "says"), UNSCANNED.values(), ids=UNSCANNED)
def test_what_cannot_be_scanned_to_its_end_is_not_clean(judged, content, code, says):
    verdict = verdicts.of_clamd(judged(content))
    assert (verdict.result, verdict.code) == (ScanResult.UNSCANNED, code)
    assert verdict.reason is not None
    assert says in verdict.reason


def test_a_bomb_is_stopped_by_the_clock(start):
    """As 42.zip: a few kilobytes that unpack to gigabytes."""
    zeros = zipped({"zeros": bytes(200_000_000)})
    bomb = zipped({f"{n}.zip": zeros + bytes([n]) for n in range(16)})
    assert len(bomb) < 50_000
    hurried = start(scan_seconds=1)
    verdict = verdicts.of_clamd(hurried.scan([bomb], seconds=patience))
    assert (verdict.result, verdict.signature) == (ScanResult.UNSCANNED, "Heuristics.Limits.Exceeded.MaxScanTime")
    assert hurried.alive


def lying(archive: bytes) -> bytes:
    """A zip whose one entry says that it is of 1,000 bytes."""
    size, at = (1_000).to_bytes(4, "little"), archive.index(b"PK\1\2") + 24
    return archive[:22] + size + archive[26:at] + size + archive[at + 4 :]


@pytest.fixture
def modest(start, monkeypatch):
    """An engine whose limits are a five hundredth of what they are."""
    file, scan = limits.MAX_FILE_BYTES // 500, limits.MAX_SCAN_BYTES // 500
    monkeypatch.setattr(limits, "MAX_FILE_BYTES", file)
    monkeypatch.setattr(limits, "MAX_SCAN_BYTES", scan)
    return start()


BEHIND = bytes(5_000_000) + EICAR


@pytest.mark.parametrize(
    "content",
    [
        zipped({"a": BEHIND}),
        lying(zipped({"a": BEHIND})),
        nested(BEHIND, 3),
        gzip.compress(BEHIND),
        pdf_with(BEHIND),
        zipped({str(n): bytes([n]) * 1_500_000 for n in range(3)} | {"z": EICAR}),
    ],
    ids=["zip", "zip that lies", "nested", "gzip", "PDF", "together"],
)
def test_what_stands_behind_more_than_is_scanned_is_not_clean(modest, content):
    """Of an entry that is too large clamd scans the beginning, and says nothing of that."""
    verdict = verdicts.of_clamd(modest.scan([content], seconds=patience))
    assert (verdict.result, verdict.code) == (ScanResult.UNSCANNED, "too_complex_to_scan")


def test_a_file_of_just_so_many_bytes_is_scanned(modest):
    assert verdicts.of_clamd(modest.scan([bytes(4_000_000)], seconds=patience)) == CLEAN
    assert EICAR_NAME in modest.scan([zipped({"a": bytes(3_000_000), "b": EICAR})], seconds=patience)


def test_clamav_passes_over_zip64_which_is_why_we_watch_for_it(judged):
    content = zipped({"a.com": EICAR}, zip64=True)
    assert judged(content) == "stream: OK"  # the day that this fails, zip64.py may go
    watch = Watch()
    watch.look(content)
    assert watch.seen


@pytest.mark.parametrize("form", zip64.FORMS.values(), ids=zip64.FORMS)
def test_malware_in_any_form_of_zip64_is_found_or_watched_for(judged, form):
    content = zip64.archive(EICAR, **form)
    watch = Watch()
    watch.look(content)
    assert watch.seen or EICAR_NAME in judged(content)
    assert EICAR_NAME in judged(zip64.archive(EICAR, late=form.get("late", False)))


def test_more_than_it_may_take_ends_the_stream(start, monkeypatch):
    monkeypatch.setattr(limits, "MAX_FILE_BYTES", 1_000_000)
    asked = 0

    def blocks():
        nonlocal asked
        for _ in range(1000):
            asked += 1
            yield bytes(100_000)

    assert verdicts.of_clamd(start().scan(blocks(), seconds=patience)) == verdicts.TOO_LARGE
    assert asked < 1000


def test_bytes_come_in_blocks_of_any_size(warm_engine):
    content = INFECTED["zipped"]
    blocks = [content[place : place + 1] for place in range(len(content))]
    assert EICAR_NAME in warm_engine.scan([b"", *blocks], seconds=patience)


def test_a_stream_that_breaks_leaves_the_engine_well(warm_engine):
    def broken():
        yield b"x" * 100
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        warm_engine.scan(broken(), seconds=patience)
    assert warm_engine.scan([b"hello"], seconds=patience) == "stream: OK"


def test_an_engine_that_is_killed_midway_gives_no_verdict(start):
    doomed = start()

    def blocks():
        yield b"x" * 1_000_000
        os.kill(child_of(doomed.process.pid), signal.SIGKILL)
        doomed.process.wait()
        yield from [b"x" * 1_000_000] * 5

    with pytest.raises(EngineDown):
        doomed.scan(blocks(), seconds=patience)
    assert not doomed.alive


def test_what_an_engine_leaves_is_removed(start):
    ended = start()
    assert ended.folder.exists()
    ended.stop()
    ended.stop()
    assert not ended.folder.exists()
    assert not ended.alive


@pytest.mark.parametrize("content", [b"", b"what is this?\n", b"Inlet.Test:0:0:not-hex\n"])
def test_definitions_that_it_cannot_load_are_told_with_its_own_words(clamd, tmp_path, content):
    (tmp_path / "bad.ndb").write_bytes(content)
    with pytest.raises(EngineDown, match=r"(?s)(alformed|No supported database|problem|ERROR)"):
        engine.start(clamd, tmp_path, "bad", scan_seconds=5)


def test_an_engine_that_says_nothing_in_time_gives_no_verdict(start):
    hurried = start()
    asked = iter((60, 0.001))  # seconds, before the first byte and after the last
    with pytest.raises(EngineDown):
        hurried.scan([bytes(1_000_000)] * 30, seconds=lambda: next(asked))


def test_it_gets_none_of_the_credentials(start, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    leash = start().process.pid
    for pid in (leash, child_of(leash)):
        names = {line.split(b"=")[0] for line in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")}
        assert b"PATH" in names
        assert not [name for name in names if name.startswith(b"AWS_")]


def test_a_clamd_that_is_not_there_is_told(tmp_path):
    with pytest.raises(EngineDown, match=r"not found|No such file"):
        engine.start(str(tmp_path / "clamd"), DEFINITIONS, "test-1", scan_seconds=5)


def test_whoever_waits_for_an_engine_may_give_up(clamd):
    def enough():
        raise TimeoutError

    with pytest.raises(TimeoutError):
        engine.start(clamd, DEFINITIONS, "test-1", scan_seconds=5, go_on=enough)


def test_it_ends_with_its_parent_however_that_ends(clamd):
    script = textwrap.dedent(f"""
        import os, signal, sys
        from pathlib import Path
        from processor.scan import engine
        started = engine.start({clamd!r}, Path({str(DEFINITIONS)!r}), "test-1", scan_seconds=5)
        print(started.process.pid, started.folder, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    """)
    command = [sys.executable, "-c", script]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, env=environment, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL
    _, folder = done.stdout.splitlines()[-1].split()
    left = subprocess.run(["pgrep", "-f", folder], check=False, capture_output=True, text=True)
    for _ in range(500):
        if not left.stdout:
            break
        left = subprocess.run(["pgrep", "-f", folder], check=False, capture_output=True, text=True)
    assert left.stdout == ""
    assert Path(folder).exists()  # nobody is left who could remove it


def test_it_decodes_no_image(start):
    """A hundred million pixels in a hundred kilobytes: decoding took half a gigabyte, and there is no limit to it."""
    bomb = png((20_000, 5_000))
    assert len(bomb) < 200_000
    asked = start()
    assert verdicts.of_clamd(asked.scan([bomb], seconds=patience)) == CLEAN
    status = Path(f"/proc/{child_of(asked.process.pid)}/status").read_text()
    assert int(status.split("VmHWM:")[1].split()[0]) < 150_000


def child_of(leash: int) -> int:
    """The engine that a leash holds: the first of its shell's children."""
    found = subprocess.run(["pgrep", "-P", str(leash), "clamd"], check=True, capture_output=True, text=True)
    return int(found.stdout.split()[0])
