"""Hostile tables, each in a process of its own: a clear outcome, within the memory that the function has."""

import json
import subprocess
import sys

import pytest

from local.home import ROOT

# Python, boto3 and what a warm Lambda holds beside it take some 100 MB of the function's.
LIMIT_BYTES = 300 * 10**6

OUTCOMES = [
    # table                                        what comes of it
    ("a line of 100 MB", {"failed": "record_too_long"}),
    ("a quote that nobody closes", {"failed": "record_too_long"}),
    ("quotes in the middle of cells", {"failed": "record_too_long"}),
    ("quotes only", {"failed": "record_too_long"}),
    ("100,000 columns", {"columnCount": 100_000, "raggedRows": 0}),
    ("delimiters in a line", {"failed": "record_too_long"}),
    ("short rows under some hundreds of columns", {"columnCount": 300, "raggedRows": 524_289}),
    ("zeros", {"failed": "binary_content"}),
]


@pytest.fixture(scope="module")
def read():
    """What is told of each table, by its name."""
    names = [name for name, _ in OUTCOMES]
    command = [sys.executable, "-m", "tests.unit.table.hostile", *names]
    done = subprocess.run(
        command, cwd=ROOT, env={"PYTHONPATH": "src:."}, capture_output=True, text=True, check=True, timeout=300
    )
    return dict(zip(names, map(json.loads, done.stdout.splitlines()), strict=True))


@pytest.mark.parametrize(("name", "outcome"), OUTCOMES, ids=[name for name, _ in OUTCOMES])
def test_a_hostile_table_ends_clearly_within_memory(read, name, outcome):
    assert outcome.items() <= read[name].items()
    assert read[name]["peakBytes"] < LIMIT_BYTES
