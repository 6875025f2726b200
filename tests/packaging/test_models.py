"""The service models in the zips are those of the stock botocore, and all that the clients ask for are there."""

import re
import subprocess
import sys
from pathlib import Path

import botocore
import pytest

from local.home import ROOT
from tools.packages import SOURCES, local

STOCK = Path(botocore.__file__).parent / "data"
CLIENT = re.compile(r"""\.client\(\s*["']([\w-]+)["']""")
ACCESSOR = re.compile(r"\baws\.(\w+)\(\)")  # common.aws has one for each service, by its name
MAKE_CLIENT = """
import sys
sys.path[:] = [path for path in sys.path if "site-packages" not in path and path] + [sys.argv[1]]
import boto3
client = boto3.Session("key", "secret", region_name="eu-central-1").client(sys.argv[2])
assert client.meta.endpoint_url.startswith("https://"), client.meta.endpoint_url
"""


def test_stock_is_the_version_that_the_zips_carry():
    for name in ("ingestion", "logger", "janitor"):
        assert f"botocore=={botocore.__version__} " in (ROOT / f"requirements/{name}.txt").read_text()


def test_what_is_kept_equals_stock(unpacked):
    kept = [file for file in (unpacked / "botocore/data").rglob("*") if file.is_file()]
    assert kept
    for file in kept:
        assert file.read_bytes() == (STOCK / file.relative_to(unpacked / "botocore/data")).read_bytes(), file


def test_every_service_that_the_code_calls_is_kept(package):
    code = "".join(file.read_text() for folder in package.sources for file in (SOURCES / folder).rglob("*.py"))
    made = set(CLIENT.findall(code))
    assert made & set(ACCESSOR.findall(code)) == set(package.services)
    assert made <= set(CLIENT.findall((SOURCES / "common/aws.py").read_text()))


@pytest.mark.parametrize("target", [local()], indirect=True, ids=["local"])
def test_clients_are_made_from_the_zip_alone(unpacked, package):
    for service in package.services:
        _make_client(unpacked, service)


@pytest.mark.parametrize("target", [local()], indirect=True, ids=["local"])
def test_a_model_that_is_not_kept_is_missed(unpacked):
    with pytest.raises(subprocess.CalledProcessError) as failure:
        _make_client(unpacked, "ec2")
    assert "UnknownServiceError" in failure.value.stderr


def test_the_files_that_all_services_share_are_there(unpacked):
    shared = {file.name for file in STOCK.iterdir() if file.is_file()}
    assert shared == {file.name for file in (unpacked / "botocore/data").iterdir() if file.is_file()}


def _make_client(folder: Path, service: str) -> None:
    command = [sys.executable, "-I", "-S", "-B", "-c", MAKE_CLIENT, str(folder), service]
    subprocess.run(command, check=True, capture_output=True, text=True)
