"""Several calls at once, told in the order of what they are about."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

Given = TypeVar("Given")
Told = TypeVar("Told")


def in_order(call: Callable[[Given], Told], given: Iterable[Given], at_once: int) -> Iterator[Told]:
    """What came of each of `given`, in their order; so many are under way at once, and no more are taken before.

    Raises what `call` raises. Those that are under way then come to their end unheard, or to none with the program.
    """
    under_way: deque[Future[Told]] = deque()
    for one in given:
        under_way.append(_begun(call, one))
        while under_way and (len(under_way) >= at_once or under_way[0].done()):
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()


def _begun(call: Callable[[Given], Told], given: Given) -> Future[Told]:
    outcome: Future[Told] = Future()

    def work() -> None:
        try:
            outcome.set_result(call(given))
        except BaseException as failure:  # noqa: BLE001 - raised where the result is asked for
            outcome.set_exception(failure)

    Thread(target=work, name="inlet-call", daemon=True).start()
    return outcome
