"""The client as it is installed: a wheel of `cli/`, unpacked beside nothing but what it asks for."""

import json
import os
import subprocess
import sys
import zipfile
from email.parser import Parser
from importlib.metadata import distribution
from pathlib import Path

import pytest

from local.home import ROOT

LOADED = "import json, sys, inlet; print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """Built by the backend that uv carries, so without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    uv = ROOT / ".venv/bin/uv"
    subprocess.run([uv, "build", "--quiet", "--offline", "--wheel", "-o", folder, ROOT / "cli"], check=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as zipped:
        zipped.extractall(folder)
    return folder


def test_it_holds_the_package_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as zipped:
        names = {name for name in zipped.namelist() if not name.endswith("/")}
    package = {name for name in names if ".dist-info/" not in name}
    kept = {str(path.relative_to(ROOT / "cli")) for path in (ROOT / "cli/inlet").rglob("*.py")}
    assert package == kept | {"inlet/py.typed"}


def test_it_asks_for_what_the_tests_run_with(installed):
    (metadata,) = installed.glob("*.dist-info/METADATA")
    told = Parser().parsestr(metadata.read_text())
    assert (told["Name"], told["Requires-Python"], told["License-Expression"]) == ("inlet", ">=3.11", "Apache-2.0")
    from packaging.requirements import Requirement

    for wanted in map(Requirement, told.get_all("Requires-Dist") or ()):
        assert wanted.specifier.contains(distribution(wanted.name).version), wanted


def test_the_command_is_a_function_that_is_there(installed):
    (points,) = installed.glob("*.dist-info/entry_points.txt")
    assert "inlet = inlet.commands.main:main" in points.read_text().replace("inlet=", "inlet = ")


def test_importing_it_brings_urllib3_and_nothing_else(installed):
    """Colours, prompts and folders are the command line's, which starts slower for it."""
    environment = os.environ | {"PYTHONPATH": str(installed)}
    shown = subprocess.run([sys.executable, "-c", LOADED], env=environment, check=True, capture_output=True, text=True)
    loaded = set(json.loads(shown.stdout))
    assert {"inlet", "urllib3"} <= loaded
    assert loaded.isdisjoint({"click", "rich", "platformdirs", "pygments", "asyncio"})
