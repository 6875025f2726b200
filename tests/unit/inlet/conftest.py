"""A client before a world in memory, and files to send."""

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from inlet import Backoff, Client
from inlet.network import transport
from tests.unit.inlet.large import only
from tests.unit.inlet.world import API, World, problem

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


@pytest.fixture
def film(file):
    """Some more than 25 parts."""
    return file("film.mp4", 25_500)


@pytest.fixture
def verified_slowly(world):
    """What is put together stays pending, and has no parts any more, until it is verified (by emptying the list)."""
    open_still = [True]

    def joined() -> bool:
        return any("object" in upload for upload in world.uploads.values()) and bool(open_still)

    def before(request):
        if joined():
            only(world)["status"] = "pending"
            if request.path.endswith("/parts"):
                return problem(409, "upload_settled")
        return None

    def after(request):
        found = re.fullmatch("/uploads/(.*)/complete", request.path)
        return world._show(world.uploads[found[1]] | {"status": "pending"}, request) if found else None

    world.before, world.after = before, after
    return open_still


def journals(tmp_path: Path) -> list[Path]:
    """The journals that are kept, and whatever else lies beside them."""
    return sorted((tmp_path / "state/uploads").iterdir())
