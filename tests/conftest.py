"""Which tests belong together when `make test` runs them in two processes."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
# Tests of these folders share what takes long to make; those of the environments make clouds of their own.
SHARING = {"bench", "e2e", "local", "packaging", "terraform"}
ALONE = "e2e/test_environments.py"


@pytest.hookimpl(tryfirst=True)  # xdist reads the marks when its own turn comes
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keeps what shares a fixture of the session in one process, and every file of the others."""
    for item in items:
        place = item.path.relative_to(HERE)
        folder = place.parts[0]
        group = folder if folder in SHARING and str(place) != ALONE else str(place)
        item.add_marker(pytest.mark.xdist_group(group))
