"""The list of definitions: read as it was written, and nothing that could do harm."""

import json

import pytest

from common import times
from processor.scan import manifest
from processor.scan.manifest import Damaged, Entry, Manifest

GOOD = {
    "version": "daily-1",
    "builtAt": "2026-11-21T13:00:00Z",
    "files": {"daily.cvd": {"size": 3, "sha256": "a" * 64}},
}


def test_what_was_written_is_read():
    told = Manifest("daily-1", times.parse("2026-11-21T13:00:00Z"), {"daily.cvd": Entry(3, "a" * 64)})
    assert manifest.parse(manifest.text(told).encode()) == told
    assert manifest.parse(json.dumps(GOOD).encode()) == told
    assert told.files["daily.cvd"].key("daily.cvd") == f"clamav/{'a' * 64}/daily.cvd"


BAD = [
    b"",
    b"\xff",
    b"[]",
    b"{}",
    *(json.dumps({name: value for name, value in GOOD.items() if name != missing}).encode() for missing in GOOD),
    json.dumps(GOOD | {"builtAt": "today"}).encode(),
    json.dumps(GOOD | {"builtAt": "2026-11-21T13:00:00"}).encode(),
    json.dumps(GOOD | {"files": {}}).encode(),
    json.dumps(GOOD | {"files": {"../daily.cvd": {"size": 3, "sha256": "a" * 64}}}).encode(),
    json.dumps(GOOD | {"files": {"/etc/x.cvd": {"size": 3, "sha256": "a" * 64}}}).encode(),
    json.dumps(GOOD | {"files": {"daily.cvd": {"size": 3, "sha256": "../" + "a" * 61}}}).encode(),
    json.dumps(GOOD | {"files": {"daily.cvd": {"size": "many", "sha256": "a" * 64}}}).encode(),
    json.dumps(GOOD | {"files": {"daily.cvd": None}}).encode(),
    json.dumps(GOOD | {"files": [1]}).encode(),
]


@pytest.mark.parametrize("text", BAD)
def test_what_is_no_list_is_damaged(text):
    with pytest.raises(Damaged):
        manifest.parse(text)
