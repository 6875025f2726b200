"""Imports into the emulator: rows stand under their keys, and what cannot be read is told."""

import importlib
import json
from types import SimpleNamespace
from typing import Any

import pytest

from local import quick_imports


@pytest.fixture
def emulator(monkeypatch):
    """As much of it as an import knows."""
    told = {"S3BucketSource": {"S3Bucket": "b"}, "InputCompressionType": "GZIP", "ImportedItemCount": 0}
    rows = {}
    made: Any = SimpleNamespace(
        _imports={"arn": told},
        _tables={"t": {"pk_name": "pk", "sk_name": "sk"}},
        _import_source_objects=lambda source, kind: (source["S3Bucket"], made.objects),
        _set_item=lambda table, partition, key, item: rows.update({(partition, key): item}),
        _finish_import=lambda desc, status, code=None, said=None: desc.update(status=status, said=said),
        objects=[],
    )
    monkeypatch.setattr(importlib, "import_module", lambda name: made)
    quick_imports.install()
    return made, told, rows


def line(partition, key):
    return json.dumps({"Item": {"pk": {"S": partition}, "sk": {"S": key}}}) + "\n"


def test_rows_are_there(emulator):
    made, told, rows = emulator
    made.objects = [("1", (line("a", "x") + line("ä", "y")).encode()), ("2", line("b", "x").encode())]
    made._run_import("arn", "t")
    assert rows.keys() == {("a", "x"), ("ä", "y"), ("b", "x")}
    assert (told["status"], told["ImportedItemCount"]) == ("COMPLETED", 3)


def test_what_is_no_row_ends_it(emulator):
    made, told, _ = emulator
    made.objects = [("1", b"{}\n")]
    with pytest.raises(KeyError):
        made._run_import("arn", "t")
    assert told["status"] == "FAILED"
