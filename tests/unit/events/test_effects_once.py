"""Each event once: whoever dies when, whatever comes twice, in whatever order."""

import json
from datetime import timedelta

import pytest

from common import aws
from processor.events import inserting
from tests.unit.cloud import NOW, Crash, dying_at, interrupted
from tests.unit.events.conftest import BUCKET, batch, other, said


def once(processor, *ids):
    """Whether these events are stored, archived and in slices, each once, and nothing else is."""
    return sorted(processor.stored) == processor.archived == processor.sliced == sorted(ids)


def test_a_message_delivered_again_changes_nothing(processor, cloud):
    one = batch(said("a"), said("b", at="2026-11-20T00:00:00.000Z"), b"7")
    assert processor(one) == []
    before, objects = cloud.items("events"), processor.objects
    assert processor(one, one) == []
    assert cloud.items("events") == before
    assert processor.objects == objects
    assert len(processor.bad) == 1


@pytest.mark.parametrize("call", range(1, 6))
def test_a_run_that_dies_is_made_up_for(processor, call):
    processor(batch(said("x")))
    one = batch(said("a"), said("b", at="2026-11-20T00:00:00.000Z"), said("x", "other"))
    clients = [inserting._trusting()]
    with pytest.raises(Crash), interrupted(dying_at(call), "before-call", *clients):
        processor(one)
    assert processor(one) == []
    assert once(processor, "a", "b", "x")
    assert [bad.code for bad in processor.bad] == ["event_conflict"]


def test_a_client_that_tries_again_adds_only_what_is_new(processor):
    first = batch(said("a"), said("b"))
    second = batch(said("b"), said("c"))
    assert processor(first, second) == []
    assert once(processor, "a", "b", "c")
    assert processor.stored == {"a": first.batch_id, "b": first.batch_id, "c": second.batch_id}
    assert not processor.bad


def test_what_a_dead_run_owns_stays_its_own(processor):
    one = batch(said("a"), said("b"))
    with pytest.raises(Crash), interrupted(dying_at(2), "before-call", inserting._trusting()):
        processor(one)
    assert processor.sliced == []
    assert processor(other(one)) == []
    assert processor.archived == processor.sliced == []
    assert processor(one) == []
    assert once(processor, "a", "b")


def test_the_same_id_with_other_content_is_a_bad_event(processor, lines):
    one, two = batch(said("a", page="/1")), batch(said("a", page="/2"), said("b"))
    assert processor(one, two, two) == []
    assert once(processor, "a", "b")
    (found,) = processor.bad
    assert (found.code, found.event_id, found.batch_id) == ("event_conflict", "a", two.batch_id)
    assert json.loads(found.payload)["page"] == "/2"


def test_the_same_id_in_another_tenant_is_another_event(processor):
    one = batch(said("a"))
    theirs = batch(said("a", page="/2"), tenant="t-" + "f" * 32)
    assert processor(one, theirs) == []
    assert processor.archived == processor.sliced == ["a", "a"]
    assert not processor.bad


def test_one_id_twice_in_a_message(processor):
    one = batch(said("a"), said("a"), said("b"), said("a", page="/2"))
    assert processor(one, one) == []
    assert once(processor, "a", "b")
    assert [(bad.code, bad.place) for bad in processor.bad] == [("event_conflict", "e0003")]


def test_one_id_twice_in_a_message_is_held_against_what_is_stored(processor):
    processor(batch(said("a")))
    assert processor(batch(said("a", page="/2"), said("a"))) == []
    assert [bad.place for bad in processor.bad] == ["e0000"]


def test_a_batch_that_owns_nothing_leaves_no_trace(processor, cloud):
    one = batch(said("a"))
    processor(one)
    before = cloud.items("events")
    assert processor(other(one), batch()) == []
    assert cloud.items("events") == before
    assert len(processor.objects) == 1


def test_slices_that_were_folded_are_not_counted_again(processor, cloud):
    one = batch(said("a"))
    processor(one)
    (row,) = processor.items("S#")
    key = {"pk": {"S": row["pk"]}, "sk": {"S": row["sk"]}}
    aws.dynamodb().update_item(TableName="events", Key=key, UpdateExpression="REMOVE gk, gs")
    before = cloud.items("events")
    assert processor(one) == []
    assert cloud.items("events") == before


def test_an_object_that_was_compacted_away_does_not_come_back(processor):
    one = batch(said("a"))
    processor(one)
    aws.s3().delete_object(Bucket=BUCKET, Key=next(iter(processor.objects)))
    assert processor(one) == []
    assert not processor.objects


def test_an_object_is_put_as_long_as_the_last_slice_is_not_there(processor, cloud):
    one = batch(said("a"), said("b", at="2026-11-20T00:00:00.000Z"))
    processor(one)
    objects = processor.objects
    newest = max(processor.items("S#"), key=lambda row: row["pk"])
    aws.dynamodb().delete_item(TableName="events", Key={"pk": {"S": newest["pk"]}, "sk": {"S": newest["sk"]}})
    aws.s3().delete_object(Bucket=BUCKET, Key=next(iter(objects)))
    assert processor(one) == []
    assert once(processor, "a", "b")
    assert processor.objects == objects


def test_rows_that_expired_are_a_horizon_as_long_as_promised(processor, clock):
    one = batch(said("a"))
    processor(one)
    (row,) = processor.items("E#")
    last_delivery_of_a_duplicate = NOW + timedelta(days=90 - 28) + timedelta(days=28)
    assert int(row["ttl"]) >= int(last_delivery_of_a_duplicate.timestamp())
    late = other(one, received_at=NOW + timedelta(days=62))
    clock.advance(days=62)
    assert processor(late) == []
    assert once(processor, "a")


def test_a_row_that_expires_while_it_is_asked_about_is_claimed_anew(processor):
    one, again = batch(said("a")), batch(said("a"))
    processor(one)

    def expire(operation):
        if operation == "BatchGetItem" and processor.stored == {"a": one.batch_id}:
            (row,) = processor.items("E#")
            aws.dynamodb().delete_item(TableName="events", Key={"pk": {"S": row["pk"]}, "sk": {"S": "E"}})

    with interrupted(expire):
        assert processor(again) == []
    assert processor.stored == {"a": again.batch_id}


def test_two_deliveries_of_a_message_write_the_same(processor):
    one = batch(said("a"), said("b"))
    puts = []

    def other_run(operation):
        puts.append(operation)
        if operation == "PutObject" and puts.count("PutObject") == 1:
            assert processor(one) == []

    with interrupted(other_run, "before-call"):
        assert processor(one) == []
    assert once(processor, "a", "b")
