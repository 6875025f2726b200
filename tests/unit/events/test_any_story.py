"""Batches over a few ids, and runs of them that die, in any mixture: each event is once what it is."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common import aws
from processor.events import inserting
from tests.unit.cloud import Crash, dying_at, interrupted
from tests.unit.events.conftest import BUCKET, batch, said

# A story: batches over a few ids with two contents each; runs of them that die at a call, or do not (0).
BATCHES = st.lists(
    st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("xy")), max_size=5), min_size=1, max_size=3
)
RUNS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 5)), max_size=8)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BATCHES, RUNS)
def test_any_story_ends_with_each_event_once(processor, cloud, sent, runs):
    for table_row in cloud.items("events"):
        key = {"pk": {"S": table_row["pk"]}, "sk": {"S": table_row["sk"]}}
        aws.dynamodb().delete_item(TableName="events", Key=key)
    for key in processor.objects:
        aws.s3().delete_object(Bucket=BUCKET, Key=key)
    batches = [
        batch(*(said(name, page=page, at=f"2026-11-21T0{ord(name) % 3}:00:00.000Z") for name, page in one))
        for one in sent
    ]
    for which, call in runs:
        try:
            with interrupted(dying_at(call) if call else lambda _: None, "before-call", inserting._trusting()):
                processor(batches[which % len(batches)])
        except Crash:
            pass
    assert processor(*batches) == []
    assert sorted(processor.stored) == processor.archived == processor.sliced
    assert processor.stored.keys() == {name for one in sent for name, _ in one}
    contents = {(name, page) for one in sent for name, page in one}
    kept = {
        (line["event_id"], line["page"]) for line in map(json.loads, b"".join(processor.objects.values()).splitlines())
    }
    conflicts = {(line["event_id"], line["page"]) for line in (json.loads(bad.payload) for bad in processor.bad)}
    assert kept | conflicts == contents
    assert not kept & conflicts
