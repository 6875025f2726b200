"""The processor with AWS lost at each of its calls, with a second delivery meanwhile, with clients that try again.

Whatever happens, and in whatever order: each event is one row, is counted once, and is once in the archive.
"""

import threading

import pytest

from common.events.message import Refused
from tests.e2e.batches import batch, counted, kept, record, said, tenant
from tests.e2e.cloud import eventually
from tests.e2e.detour import detour
from tests.e2e.interrupted.story import calls
from tests.faults.fault import Fault, Kind
from tests.faults.plan import Nth, dies_after, dies_before
from tests.faults.proxy import Proxy

# More than one call of statements takes, of two hours.
OLD, NEW = "2026-11-21T11:59:59.999Z", "2026-11-21T12:00:00.000Z"
NAMES = sorted(f"e{number}" for number in range(27))
REFUSED = Refused(30, None, "invalid_event", (("/batch/30/page", "type"),), '{"page": 7}')


@pytest.fixture(scope="module")
def proxy(cloud):
    with Proxy(cloud.endpoint) as proxy, detour(cloud, proxy.url, "events"):
        yield proxy


@pytest.fixture
def processor(function):
    return function("events")


@pytest.fixture
def deliver(cloud):
    """Whether the processor has done what a message asks for. If not it is to be delivered once more."""
    return lambda one: not cloud.invoke("events", {"Records": [record(one)]})["batchItemFailures"]


@pytest.fixture
def arrive(deliver):
    """Makes a message of a new tenant, who sent some of its events before: one just so, one with other content."""

    def made():
        mine = tenant()
        assert deliver(batch(mine, [said("before", timestamp=OLD), said("other", timestamp=OLD)]))
        lines = [said(name, timestamp=NEW if index % 2 else OLD) for index, name in enumerate(NAMES)]
        return batch(mine, [*lines, said("before", timestamp=OLD), said("other", "changed")], refused=(REFUSED,))

    return made


def settled(cloud, one, *more):
    """Whether all of a message was done, once; `more` are ids that came otherwise."""
    found = kept(cloud, one.tenant)
    codes = sorted({bad.code for bad in found.bad})
    return (
        found.once
        and found.stored == sorted([*NAMES, "before", "other", *more])
        and codes == ["event_conflict", "invalid_event"]
    )


def undisturbed(proxy, processor, arrive, deliver):
    """The calls that one message takes."""
    one = arrive()
    return calls(proxy, processor, lambda: deliver(one))


# After a call and before the next one there is the same in AWS: between each two calls both stories are told once.
@pytest.mark.parametrize(
    ("moment", "more"),
    [(dies_before, []), (dies_after, ["more"])],
    ids=["redelivered", "tried again, then redelivered"],
)
def test_killed_at_each_call(cloud, proxy, processor, arrive, deliver, moment, more):
    told = []
    for nth, operation in enumerate(undisturbed(proxy, processor, arrive, deliver), start=1):
        one = arrive()
        proxy.log.clear()
        with proxy.following(moment(processor, nth)):
            done = deliver(one)
        assert proxy.log.faults(), operation
        assert not done, operation
        if more:
            assert deliver(tried_again(one, *more)), operation
        assert deliver(one), operation
        assert settled(cloud, one, *more), operation
        told.append(one.tenant)
    cloud.invoke("roller", {})
    for each in told:
        eventually(lambda: counted(cloud, each) == len(NAMES) + 2 + len(more))  # noqa: B023 - asked at once


def test_done_once_more(cloud, arrive, deliver):
    one = arrive()
    for _ in range(3):
        assert deliver(one)
    assert settled(cloud, one)


def test_others_run_while_one_waits_at_each_call(cloud, proxy, processor, arrive, deliver):
    for nth, operation in enumerate(undisturbed(proxy, processor, arrive, deliver), start=1):
        one = arrive()
        others = [one, tried_again(one, "more")]
        proxy.log.clear()
        with proxy.following(Nth(processor, Fault(Kind.DELAY, seconds=0.8), nth)):
            waiting = threading.Thread(target=deliver, args=(one,))
            waiting.start()
            eventually(lambda: len(proxy.log.all()) >= nth)  # noqa: B023 - asked at once
            for other in others[:: 1 if nth % 2 else -1]:
                assert deliver(other), operation
            waiting.join()
        assert proxy.log.faults(), operation
        assert settled(cloud, one, "more"), operation


def tried_again(one, more):
    """The same events and another one, sent again by the client in a batch of their own."""
    return batch(one.tenant, [*(event.line for event in one.events), said(more)])
