"""Plans: what is counted, what strikes, and that chance repeats itself."""

import pytest

from tests.faults.calls import Call
from tests.faults.fault import DROP, LOSE_ANSWER, Fault, Kind
from tests.faults.plan import MANGLED, Chance, Match, Nth, Plan, always, dies_after, dies_before

PUT = Call("PUT", "127.0.0.1:1", "/bucket/key", operation="s3:PutObject")
PART = Call("PUT", "127.0.0.1:1", "/bucket/key", {"partNumber": "3", "uploadId": "u"}, "s3:UploadPart")
GET_ITEM = Call("POST", "127.0.0.1:1", "/", operation="dynamodb:GetItem", caller="inlet-local-logger")
PUT_ITEM = Call("POST", "127.0.0.1:1", "/", operation="dynamodb:PutItem", caller="inlet-local-uploads")


def struck(plan, *calls):
    return [fault and fault.kind for fault in map(plan.decide, calls)]


@pytest.mark.parametrize(
    ("match", "calls"),
    [
        (Match(), {PUT.operation, PART.operation, GET_ITEM.operation, PUT_ITEM.operation}),
        (Match("s3:*"), {PUT.operation, PART.operation}),
        (Match("dynamodb:PutItem"), {PUT_ITEM.operation}),
        (Match(caller="*-logger"), {GET_ITEM.operation}),
        (Match(caller=""), {PUT.operation, PART.operation}),
        (Match(method="PUT", path="/bucket/*"), {PUT.operation, PART.operation}),
        (Match(query=("uploadId",)), {PART.operation}),
        (Match(query=("uploadId", "partNumber=3")), {PART.operation}),
        (Match(query=("partNumber=4",)), set()),
        (Match(host="*:2"), set()),
    ],
)
def test_calls_are_selected(match, calls):
    assert {call.operation for call in (PUT, PART, GET_ITEM, PUT_ITEM) if match(call)} == calls


def test_without_rules_nothing_happens():
    assert struck(Plan(), PUT, PART) == [None, None]


def test_the_nth_matching_call_meets_the_fault_and_others_do_not():
    plan = Plan(Nth(Match("s3:*"), DROP, nth=2))
    assert struck(plan, PUT, GET_ITEM, PART, PUT) == [None, None, Kind.DROP, None]


def test_whoever_dies_stays_dead():
    plan = Plan(dies_after(Match(caller="*-logger"), 2))
    assert struck(plan, GET_ITEM, GET_ITEM, PUT_ITEM, GET_ITEM) == [None, Kind.LOSE_ANSWER, None, Kind.DROP]
    plan = Plan(dies_before(Match(caller="*-logger"), 2))
    assert struck(plan, GET_ITEM, GET_ITEM, PUT_ITEM, GET_ITEM) == [None, Kind.DROP, None, Kind.DROP]


def test_always_is_from_the_first_on():
    assert struck(Plan(always(Match(), LOSE_ANSWER)), PUT, PUT) == [Kind.LOSE_ANSWER] * 2


def test_the_first_rule_with_a_fault_decides_and_all_count():
    first, second = Nth(Match(), DROP, nth=2), always(Match("s3:*"), LOSE_ANSWER)
    plan = Plan(first, second)
    assert struck(plan, PUT, PUT, PUT_ITEM) == [Kind.LOSE_ANSWER, Kind.DROP, None]
    assert (plan.seen(first), plan.seen(second)) == (3, 2)


def test_equal_rules_count_each_for_itself():
    assert struck(Plan(Nth(Match(), DROP), Nth(Match(), DROP, nth=2)), PUT, PUT, PUT) == [Kind.DROP, Kind.DROP, None]


def test_the_same_seed_is_the_same_weather():
    calls = [PUT, PART, PUT_ITEM] * 100
    assert struck(Plan(Chance(7, 0.3)), *calls) == struck(Plan(Chance(7, 0.3)), *calls)
    assert struck(Plan(Chance(7, 0.3)), *calls) != struck(Plan(Chance(8, 0.3)), *calls)


def test_chance_strikes_an_operation_the_same_whatever_comes_in_between():
    alone = struck(Plan(Chance(7, 0.3)), *[PUT] * 100)
    mixed = struck(Plan(Chance(7, 0.3)), *[PUT, PART, PUT_ITEM] * 100)
    assert mixed[::3] == alone


def test_chance_strikes_about_as_often_as_it_should_and_with_all_that_it_has():
    faults = [fault for fault in map(Plan(Chance(1, 0.25, faults=MANGLED)).decide, [PUT] * 4000) if fault]
    assert 900 < len(faults) < 1100
    assert {(fault.kind, fault.error) for fault in faults} == {(fault.kind, fault.error) for fault in MANGLED}
    assert all(0 <= fault.share < 1 and 0 <= fault.seconds < 1 for fault in faults)
    assert struck(Plan(Chance(1, 0)), PUT, PUT) == [None, None]


def test_a_share_is_never_all():
    with pytest.raises(ValueError, match="share"):
        Fault(Kind.CUT_ANSWER, share=1)
