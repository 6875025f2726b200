"""How many runs there were at once."""

import json

import pytest

from tests.e2e.executions import at_once, spans


@pytest.mark.parametrize(
    ("runs", "most"),
    [
        ([], 0),
        ([(1, 2)], 1),
        ([(1, 2), (3, 4)], 1),
        ([(1, 3), (2, 4)], 2),
        ([(1, 2), (2, 3)], 2),
        ([(1, 9), (2, 3), (4, 5), (4.5, 6)], 3),
    ],
)
def test_runs_that_overlap(runs, most):
    assert at_once(runs) == at_once(reversed(runs)) == most


def test_only_those_of_the_function_count(tmp_path):
    log = tmp_path / "calls.jsonl"
    lines = [
        {"kind": "call", "function": "router"},
        {"kind": "run", "function": "router", "began": 1.0, "ended": 2.0},
        {"kind": "run", "function": "scan", "began": 1.0, "ended": 2.0},
        {"kind": "run", "function": "router", "began": 3.0, "ended": 4.0},
    ]
    texts = [json.dumps(line) + "\n" for line in lines]
    log.write_text("".join(texts))
    assert spans(log, "router") == [(1.0, 2.0), (3.0, 4.0)]
    assert spans(log, "router", since=len("".join(texts[:3]))) == [(3.0, 4.0)]
