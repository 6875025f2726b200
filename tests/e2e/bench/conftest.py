"""The benches measure in the cloud of all end-to-end tests; run by hand each starts one of its own."""

from pathlib import Path

import pytest

from tests.e2e.cloud import Cloud


@pytest.fixture(scope="session")
def call_log(cloud: Cloud) -> Path:
    """Where the cloud writes what it is asked."""
    return cloud.call_log
