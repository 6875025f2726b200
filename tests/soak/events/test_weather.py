"""A processor that dies again and again: when, and for how long."""

from tests.faults.calls import Call
from tests.faults.fault import DROP, Kind
from tests.faults.plan import Match, Plan
from tests.soak.events.weather import Deaths, storm

CALL = Call("POST", "h", "/", operation="dynamodb:BatchExecuteStatement", caller="p")


def test_of_each_round_one_call_is_an_end_and_the_next_are_dropped():
    deaths = Deaths(7, Match(caller="p"), every=20, lasting=3)
    plan = Plan(deaths)
    struck = [plan.decide(CALL) for _ in range(200)]
    for start in range(0, 200, 20):
        faults = [(at, fault) for at, fault in enumerate(struck[start : start + 20]) if fault]
        first = faults[0][0]
        assert [at for at, _ in faults] == [first, first + 1, first + 2, first + 3]
        assert faults[0][1].kind in (Kind.DROP, Kind.LOSE_ANSWER)
        assert {fault for _, fault in faults[1:]} == {DROP}
    kinds = {fault.kind for at, fault in enumerate(struck) if fault and not (at and struck[at - 1])}
    assert kinds == {Kind.DROP, Kind.LOSE_ANSWER}


def test_others_do_not_die_with_it():
    plan = Plan(Deaths(7, Match(caller="p"), every=20, lasting=3))
    assert not any(plan.decide(Call("POST", "h", "/", caller="q")) for _ in range(40))


def test_a_storm_strikes_clients_processor_and_all_other_functions():
    plan = storm(1, "p")
    api = Call("POST", "h", "/", operation="api:POST /events")
    other = Call("POST", "h", "/", operation="sqs:SendMessageBatch", caller="c")
    for call in (CALL, api, other):
        assert any(plan.decide(call) for _ in range(400))
