"""Which browser tests drive, and what is said where there is none."""

import shutil
from types import SimpleNamespace
from typing import Any

import pytest

from tests.e2e import browser


def playwright(own: str) -> Any:
    """Playwright, which would bring its browser to `own`."""
    return SimpleNamespace(chromium=SimpleNamespace(executable_path=own))


@pytest.fixture(autouse=True)
def bare(monkeypatch):
    """A machine without any."""
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(browser, "APPLICATIONS", ())


def test_the_systems_own_comes_first(monkeypatch, tmp_path):
    for name in ("chromium", "own"):
        (tmp_path / name).touch()
    found = str(tmp_path / "chromium")
    monkeypatch.setattr(shutil, "which", lambda name: found if name == "chromium" else None)
    assert browser.executable(playwright(str(tmp_path / "own"))) == found


def test_an_application_serves_too(monkeypatch, tmp_path):
    (tmp_path / "Google Chrome").touch()
    monkeypatch.setattr(browser, "APPLICATIONS", (str(tmp_path / "nothing"), str(tmp_path / "Google Chrome")))
    assert browser.executable(playwright("/nowhere")) == str(tmp_path / "Google Chrome")


def test_without_one_playwrights_serves(tmp_path):
    (tmp_path / "own").touch()
    assert browser.executable(playwright(str(tmp_path / "own"))) == str(tmp_path / "own")


def test_where_there_is_none_it_says_how_to_get_one():
    with pytest.raises(browser.NoBrowser, match=r"package chromium; elsewhere `.* install chromium`"):
        browser.executable(playwright("/nowhere"))
