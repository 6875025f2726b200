"""What is shown while files are under way."""

import io
import json
import os
from pathlib import Path

import pytest
from rich.console import Console

from inlet.errors import CannotSend
from inlet.files.names import printable
from inlet.terminal import bars, output
from inlet.terminal.results import Results
from inlet.values import Progress, Refused

FILM, NOTES = Path("film.mp4"), Path("notes.txt")


def at(path, sent, size=1000, name=None):
    return Progress(path, name or path.name, sent, size)


@pytest.fixture
def screen(monkeypatch) -> io.StringIO:
    """All that a terminal of 100 columns gets to see."""
    written = io.StringIO()
    made = Console(file=written, force_terminal=True, color_system=None, width=100, markup=False, emoji=False)
    monkeypatch.setattr(output, "console", lambda stream: made)
    return written


def test_each_file_has_a_bar_and_all_have_one(screen):
    with bars.Bars(2000, 2) as shown:
        shown.step(at(FILM, 0))
        shown.step(at(NOTES, 0))
        shown.step(at(FILM, 500))
        shown._progress.refresh()
        assert all(text in screen.getvalue() for text in ("0 of 2 files", "film.mp4", "notes.txt", "0.5/2.0 kB"))
        shown.step(at(NOTES, 1000))
        shown.done(Refused(NOTES, CannotSend("no")))
        assert [task.description for task in shown._progress.tasks] == ["1 of 2 files", "film.mp4"]
        shown.step(at(FILM, 1000))
        assert shown._progress.tasks[0].description == "1 of 2 admitted"


def test_bars_leave_a_piped_result_alone(tmp_path, monkeypatch):
    """As in `inlet upload … --json | jq`: stderr is a terminal, stdout is not."""
    terminal, its_end = os.openpty()
    piped = tmp_path / "piped"
    monkeypatch.setenv("TERM", "xterm")
    with os.fdopen(its_end, "w") as stderr, piped.open("w") as stdout, monkeypatch.context() as here:
        here.setattr("sys.stderr", stderr)
        here.setattr("sys.stdout", stdout)
        results = Results(as_json=True)
        with bars.shown(1000, 1) as shown:
            assert isinstance(shown, bars.Bars)
            shown.step(at(FILM, 0))
            results.add(Refused(FILM, CannotSend("no")))
            written = piped.read_text()
    os.close(terminal)
    assert json.loads(written)["error"]["code"] == "cannot_send"


def test_results_on_a_terminal_wait_until_the_bars_are_gone(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    results = Results(as_json=True)
    results.add(Refused(NOTES, CannotSend("no")))
    results.add(Refused(FILM, CannotSend("no")))
    assert capsys.readouterr().out == ""
    results.finish()
    assert [json.loads(line)["path"] for line in capsys.readouterr().out.splitlines()] == ["film.mp4", "notes.txt"]


def test_what_is_told_of_a_file_after_its_end_is_too_late(screen):
    with bars.Bars(2000, 2) as shown:
        shown.step(at(FILM, 500))
        shown.done(Refused(FILM, CannotSend("no")))
        shown.step(at(FILM, 600))
        assert [task.description for task in shown._progress.tasks] == ["1 of 2 files"]
        assert shown._progress.tasks[0].completed == 500


@pytest.mark.parametrize(
    ("name", "seen"),
    [("\ud800a", "�a"), ("a\udfff", "a�"), ("\udcfc.txt", "�.txt"), ("ü🙂\ud83d", "ü🙂�"), ("a\x1b", "a�")],
)
def test_any_text_can_be_shown(name, seen):
    assert printable(name) == seen


def test_a_file_that_goes_on_says_from_where(screen, capsys):
    with bars.Bars(1000, 1) as shown:
        shown.step(at(FILM, 400))
        shown.step(at(FILM, 500))
    assert screen.getvalue().count("resuming film.mp4: 400 bytes of 1.0 kB are there already") == 1
    lines = bars.Lines()
    lines.step(at(FILM, 400))
    lines.step(at(FILM, 500))
    assert capsys.readouterr().err == "resuming film.mp4: 400 bytes of 1.0 kB are there already\n"


def test_no_name_steers_the_terminal_or_the_markup(screen, capsys):
    evil = "\x1b]0;owned\x07[red]:smile:.txt"
    with bars.Bars(1000, 1) as shown:
        shown.step(at(FILM, 1, name=evil))
    bars.Lines().step(at(FILM, 1, name=evil))
    for seen in (screen.getvalue(), capsys.readouterr().err):
        assert "\x1b]0" not in seen
        assert "[red]:smile:.txt" in seen


def test_more_files_than_rows_share_the_bar_of_all(screen):
    with bars.Bars(100_000, 100) as shown:
        for number in range(100):
            shown.step(at(Path(f"{number}.txt"), 10))
        assert len(shown._progress.tasks) == 9


def test_lines_come_now_and_then(monkeypatch, capsys):
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    lines = bars.Lines()
    for sent in range(0, 1000, 100):
        lines.step(at(FILM, sent))
        now[0] += 1
    assert capsys.readouterr().err == "film.mp4: 500 bytes of 1.0 kB\n"


@pytest.mark.parametrize(
    ("number", "told"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (30_000_000, "30.0 MB"), (10**13, "10.0 TB"), (None, "")],
)
def test_sizes_are_told_in_thousands(number, told):
    assert output.size(number) == told
