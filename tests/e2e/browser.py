"""A real browser for tests: Chromium or Chrome, as the system has it or as Playwright brings it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
FLAGS = [
    "--no-sandbox",  # tests may run as root, in containers
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class NoBrowser(Exception):
    """The machine has none of the browsers that tests can drive."""


def executable(playwright: Playwright) -> str:
    """The browser's program. Raises NoBrowser, which says how to get one."""
    commands = (shutil.which(name) for name in COMMANDS)
    for found in (*commands, *APPLICATIONS, playwright.chromium.executable_path):
        if found and Path(found).exists():
            return found
    raise NoBrowser(
        "Chromium or Chrome is missing: Debian has it as package chromium; "
        "elsewhere `.venv/bin/python -m playwright install chromium` brings one"
    )


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser without a window. Raises NoBrowser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(playwright), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
