"""The bench of events from end to end, with a few of them. Every turn in it is checked by the bench itself."""

import pytest

from bench.events import __main__ as bench

SIDES = ("Inlet", "the obvious design")


@pytest.mark.long
def test_both_sides_end_to_end(cloud, call_log, capsys):
    bench.measure(cloud, call_log, batched=40, single=4, count=1, lanes=2, cpu_rounds=1)
    told = capsys.readouterr().out
    for name in SIDES:
        for a_call in (100, 1):
            assert f"\n| {name}, {a_call} a call" in told
    lines = {line.split("|")[1].strip(): line.split("|")[2:-1] for line in told.splitlines() if line.startswith("| ")}
    batched, obvious, single, one_by_one = (float(cell) for cell in lines["API Gateway: request"])
    assert (batched, obvious, single, one_by_one) == (25, 25, 1000, 1000)
    # The obvious design makes a call of each kind for each event, whatever its client does.
    for kind in ("DynamoDB: PutItem", "S3: PutObject", "SQS: SendMessage"):
        assert [float(cell) for cell in lines[kind]][1::2] == [1000, 1000]
    assert float(lines["DynamoDB: BatchExecuteStatement"][0]) >= 75  # forty events: 25 rows a call, and the slice
    assert float(lines["S3: PutObject"][0]) == 25
    assert told.count("goal: ≥ 10") == told.count("goal: ≤ 0.2);") == 2
    for job in ("validate", "archive", "build a row", "write a row"):
        assert f"\n| {job} " in told
