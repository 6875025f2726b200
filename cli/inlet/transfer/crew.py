"""Tasks done by several threads at once."""

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Event, Lock, Thread
from typing import TypeVar

Done = TypeVar("Done")
Task = Callable[[], Done]


def run(tasks: Iterable[Task[Done]], parallel: int, stop: Event) -> Generator[Done, None, None]:
    """What the tasks return, as each is done, `parallel` at a time. Raises the first exception that one raises.

    `stop` is set as soon as no further result is wanted: by an exception, by Ctrl-C, or because the caller goes. Tasks
    that are under way then have to end by themselves. Their threads do not keep the program from ending.
    """
    waiting, turn = iter(list(tasks)), Lock()
    results: SimpleQueue[Future[Done] | None] = SimpleQueue()

    def work() -> None:
        while not stop.is_set():
            with turn:
                task = next(waiting, None)
            if task is None:
                break
            outcome = _outcome(task)
            results.put(outcome)
            if outcome.exception():
                # Here, so that no task is begun until the failure is heard of; after telling it, so that it comes
                # before the complaints of those that are stopped by it.
                stop.set()
        results.put(None)

    threads = [Thread(target=work, name=f"inlet-{number}", daemon=True) for number in range(parallel)]
    try:
        for thread in threads:
            thread.start()
        working = len(threads)
        while working:
            outcome = results.get()
            if outcome is None:
                working -= 1
            else:
                yield outcome.result()
    except BaseException:
        stop.set()
        raise


def _outcome(task: Task[Done]) -> Future[Done]:
    done: Future[Done] = Future()
    try:
        done.set_result(task())
    except BaseException as failure:  # noqa: BLE001 - raised where the result is asked for
        done.set_exception(failure)
    return done
