"""The zips as make builds them, for both targets; what is up to date is taken as it is."""

import os
import zipfile
from pathlib import Path

import pytest

from tools import packages, zips
from tools.packages import BUILD, PACKAGES, Package, Target

TARGETS = [packages.local(), packages.aws(os.environ.get("LAMBDA_PYTHON", "3.13"), "aarch64")]


@pytest.fixture(scope="session", autouse=True)
def _build() -> None:
    for target in TARGETS:
        zips.build(target, BUILD / target.name)


@pytest.fixture(scope="session", params=TARGETS, ids=lambda target: target.name)
def target(request: pytest.FixtureRequest) -> Target:
    return request.param


@pytest.fixture(scope="session")
def built(target: Target) -> Path:
    """The folder with the zips for `target`."""
    return BUILD / target.name


@pytest.fixture(scope="session", params=PACKAGES, ids=lambda package: package.name)
def package(request: pytest.FixtureRequest) -> Package:
    return request.param


@pytest.fixture(scope="session")
def unpacked(built: Path, package: Package, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip as Lambda lays it out on disk."""
    folder = tmp_path_factory.mktemp(package.name)
    with zipfile.ZipFile(built / f"{package.name}.zip") as zipped:
        zipped.extractall(folder)
    return folder
