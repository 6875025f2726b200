"""Embedded clouds of their own, each in a folder and on a port that nobody uses."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest

from local import ports, process
from local.home import REGION, ROOT, ROOT_KEY, Home


@dataclass(frozen=True)
class Place:
    """A folder and a port; commands run as a user would run them, in processes of their own."""

    home: Home

    def run(self, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """`python -m` something, for this place."""
        settings = os.environ | {"INLET_HOME": str(self.home.folder), "INLET_PORT": str(self.home.port)} | variables
        arguments = [sys.executable, "-m", *command]
        return subprocess.run(arguments, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)

    def cloud(self, command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """`python -m local.cloud` something."""
        return self.run("local.cloud", command, **variables)

    def process(self) -> process.Process | None:
        """The recorded process, running or not."""
        return process.load(self.home.record)

    def client(self, service: Any, key: str = ROOT_KEY) -> Any:
        """A boto3 client of this cloud, as root if nobody else."""
        session = boto3.Session(key, key, region_name=REGION)
        return session.client(service, endpoint_url=f"http://127.0.0.1:{self.home.port}")


@pytest.fixture
def free_port() -> int:
    """A port that nobody listens on now."""
    return ports.unused()


@pytest.fixture
def places(tmp_path: Path) -> Iterator[list[Place]]:
    """Two places where nothing has been started yet; what is started there is stopped at the end."""
    made = [Place(Home(tmp_path / name, ports.unused())) for name in ("one", "other")]
    yield made
    for place in made:
        place.cloud("stop")


@pytest.fixture
def place(places: list[Place]) -> Place:
    """One such place."""
    return places[0]
