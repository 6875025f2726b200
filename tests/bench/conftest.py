"""One embedded cloud for all benches, started as they start it themselves."""

from collections.abc import Iterator

import pytest

from tools.embedded import Embedded, embedded


@pytest.fixture(scope="session")
def cloud() -> Iterator[Embedded]:
    """A cloud with the local environment in it."""
    with embedded() as cloud:
        yield cloud
