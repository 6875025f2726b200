"""A client before a shelf in memory."""

import random
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from inlet import Backoff, Client
from inlet.commands.main import main
from inlet.network import transport
from tests.unit.inlet.stored.shelf import Shelf
from tests.unit.inlet.world import API

CONTENT = random.Random("content").randbytes(3_000_000)


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    made = Shelf(CONTENT)
    made.contents["thumb-200"] = b"small"
    monkeypatch.setattr(transport, "connect", lambda *_, **__: made)
    return made


@pytest.fixture
def client(shelf: Shelf) -> Iterator[Client]:
    with Client(API, "token", backoff=Backoff(retries=3, first_seconds=0.001, longest_seconds=0.001)) as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "here"
    made.mkdir()
    return made


@pytest.fixture
def begun(folder: Path) -> Callable[[], list[str]]:
    """What lies in the folder, hidden or not."""
    return lambda: sorted(path.name for path in folder.iterdir())


@pytest.fixture
def inlet(shelf: Shelf, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs a command in the folder."""
    monkeypatch.chdir(folder)
    variables = {"INLET_API": API, "INLET_TOKEN": "token"}
    run = partial(CliRunner().invoke, main, env=variables, catch_exceptions=False)
    return lambda *arguments, **more: run(arguments, **more)
