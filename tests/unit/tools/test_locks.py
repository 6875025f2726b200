"""The locks: complete, hashed, in step with each other, and free of anybody's registry."""

import re

import pytest

from local.home import ROOT

FOLDER = ROOT / "requirements"
ZIPS = [
    *("ingestion", "logger", "janitor", "verifier", "events", "compactor", "aggregate"),
    *("router", "finish", "image", "pdf", "scan", "inspection", "text", "quarantine"),
    *("table", "pushes", "history"),
]
WANTED = sorted(FOLDER.glob("*.in"))
ENTRY = re.compile(r"^([a-z0-9][a-z0-9.-]*)(?:\[[^]]*])?==(\S+)(.*?)(?=^\S|\Z)", re.MULTILINE | re.DOTALL)


def _entries(name: str) -> dict[str, tuple[str, str]]:
    return {found[1]: (found[2], found[3]) for found in ENTRY.finditer((FOLDER / f"{name}.txt").read_text())}


@pytest.mark.parametrize("file", WANTED, ids=lambda file: file.stem)
def test_everything_wanted_is_locked_with_hashes(file):
    locked = _entries(file.stem)
    for line in file.read_text().splitlines():
        if line and not line.startswith(("#", "-r")):
            assert re.split(r"[^\w.-]", line)[0] in locked
    assert all("--hash=sha256:" in rest for _, rest in locked.values())


@pytest.mark.parametrize("file", WANTED, ids=lambda file: file.stem)
def test_a_lock_names_no_host_and_no_folder(file):
    text = file.with_suffix(".txt").read_text()
    assert not re.search(r"https?://|file://|index-url|find-links| @ ", text)


@pytest.mark.parametrize("name", [*ZIPS, "cloud", "dev"])
def test_one_boto_everywhere(name):
    """What the zips carry is what the tests and the embedded cloud run."""
    locked = _entries(name)
    assert {locked[library][0] for library in ("boto3", "botocore")} == {"1.43.106"}


@pytest.mark.parametrize("name", ZIPS)
def test_tests_run_with_the_versions_of_the_zips(name):
    tested = _entries("dev")
    assert {library: version for library, (version, _) in _entries(name).items()}.items() <= {
        library: version for library, (version, _) in tested.items()
    }.items()
