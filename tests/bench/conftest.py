"""One embedded cloud for all benches, started as they start it themselves."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.embedded import Embedded, embedded


@pytest.fixture(scope="session")
def call_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the cloud writes what it is asked."""
    return tmp_path_factory.mktemp("calls") / "calls.jsonl"


@pytest.fixture(scope="session")
def cloud(call_log: Path) -> Iterator[Embedded]:
    """A cloud with the local environment in it."""
    with embedded({"CALL_LOG": str(call_log)}) as cloud:
        yield cloud
