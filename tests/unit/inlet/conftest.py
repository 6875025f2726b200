"""A client before a world in memory, and files to send."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from inlet import Backoff, Client
from inlet.network import transport
from tests.unit.inlet.world import API, World

IMPATIENT = Backoff(retries=3, first_seconds=0.001, longest_seconds=0.001)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def connect(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Client]:
    """Makes clients before the world; `given` goes to Client."""
    monkeypatch.setattr(transport, "connect", lambda *_, **__: world)

    def make(**given) -> Client:
        options: dict[str, Any] = {"token": "token", "state_dir": tmp_path / "state", "backoff": IMPATIENT}
        return Client(API, **options | given)

    return make


@pytest.fixture
def client(connect: Callable[..., Client]) -> Iterator[Client]:
    with connect() as made:
        yield made


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """Makes files of `size` bytes of chance content."""

    def make(name: str = "a.txt", size: int = 10) -> Path:
        path = tmp_path / name
        path.write_bytes(random.Random(name).randbytes(size))
        return path

    return make


def journals(tmp_path: Path) -> list[Path]:
    """The journals that are kept, and whatever else lies beside them."""
    return sorted((tmp_path / "state/uploads").iterdir())
