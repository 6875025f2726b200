from collections.abc import Callable
from functools import partial
from threading import Barrier, Event, current_thread

import pytest

from inlet.transfer import crew


def test_all_tasks_are_done():
    results = crew.run([partial(pow, number, 2) for number in range(50)], 4, Event())
    assert sorted(results) == [number**2 for number in range(50)]


def test_several_at_once():
    meeting = Barrier(3, timeout=30)
    assert len(list(crew.run([meeting.wait] * 3, 3, Event()))) == 3


def test_no_tasks_are_no_results():
    assert list(crew.run([], 4, Event())) == []


def test_the_first_failure_stops_the_others():
    stop = Event()
    done: list[int] = []

    def fail() -> None:
        raise ZeroDivisionError

    tasks: list[Callable[[], object]] = [fail, *[partial(stop.wait, 30)] * 3, *[partial(done.append, 1)] * 100]
    with pytest.raises(ZeroDivisionError):
        list(crew.run(tasks, 3, stop))
    assert stop.is_set()
    assert len(done) < 100


def test_who_goes_early_stops_it():
    stop = Event()
    tasks: list[Callable[[], object]] = [partial(int, "1"), partial(stop.wait, 30)]
    results = crew.run(tasks, 2, stop)
    next(results)
    results.close()
    assert stop.is_set()


def test_threads_do_not_keep_a_program():
    assert list(crew.run([lambda: current_thread().daemon], 1, Event())) == [True]
