"""Functions of processing that lose AWS at each of their calls in turn: the outcome is that of a run undisturbed."""

import pytest

from tests.e2e.detour import detour
from tests.faults.fault import DROP, LOSE_ANSWER
from tests.faults.plan import Match, Nth, always, dies_after
from tests.faults.proxy import Proxy

TASKS = ("inspect", "text", "finish")


@pytest.fixture(scope="module")
def proxy(cloud):
    with Proxy(cloud.endpoint) as proxy, detour(cloud, proxy.url, "router", *TASKS):
        yield proxy


@pytest.fixture(scope="module")
def run(processing, alice):
    """Has a new file be there; its key, and the message by which it runs."""

    def upload():
        key = processing.uploaded(alice)
        # Taken by the logger each time: else the router might, which takes more calls.
        assert alice.settled(key.partition("/")[2])["status"] == "uploaded"
        return key, processing.event(key)

    return upload


@pytest.fixture(scope="module")
def undisturbed(cloud, proxy, processing, run):
    """What comes of a file, and the operations that each function asks of AWS for it."""
    for _ in range(2):  # the first time functions ask what they then know
        key, event = run()
        proxy.log.clear()
        assert processing.deliver(event) == 0
    asked = [entry.call for entry in proxy.log.all()]
    names = {name: Match(caller=cloud.outputs["functions"][name]) for name in ("router", *TASKS)}
    return processing.outcome(key), {
        name: [call.operation for call in asked if match(call)] for name, match in names.items()
    }


def test_a_router_that_dies_at_each_call(cloud, proxy, processing, run, undisturbed):
    router = Match(caller=cloud.outputs["functions"]["router"])
    expected, calls = undisturbed
    assert calls["router"]
    for nth, operation in enumerate(calls["router"], start=1):
        key, event = run()
        proxy.log.clear()
        with proxy.following(dies_after(router, nth)):
            again = processing.deliver(event)
        assert proxy.log.faults(), operation
        assert again, operation
        assert processing.deliver(event) == 0, operation
        assert processing.outcome(key) == expected, operation


def test_a_message_that_failed_comes_again_soon(proxy, processing, run):
    _, event = run()
    proxy.log.clear()
    with proxy.following(always(Match(operation="AWSStepFunctions:StartSyncExecution"), DROP)):
        assert processing.deliver(event) == 1
    assert proxy.log.all("sqs:ChangeMessageVisibility")
    assert processing.deliver(event) == 0


@pytest.mark.parametrize("task", TASKS)
def test_a_task_that_dies_at_each_call_and_is_tried_again(cloud, proxy, processing, run, undisturbed, task):
    function = Match(caller=cloud.outputs["functions"][task])
    expected, calls = undisturbed
    assert calls[task]
    for nth, operation in enumerate(calls[task], start=1):
        key, event = run()
        proxy.log.clear()
        # The SDK asks once more by itself: with that lost, too, the task dies.
        with proxy.following(Nth(function, LOSE_ANSWER, nth), Nth(function, DROP, nth + 1)):
            assert processing.deliver(event) == 0, operation
        assert len(proxy.log.faults()) == 2, operation
        assert processing.outcome(key) == expected, operation
