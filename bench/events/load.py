"""The client: a few connections that send one body after the other, and note how long each answer took."""

import queue
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import urllib3

from local.home import Trouble


@dataclass(frozen=True)
class Sent:
    """How many events were accepted. Seconds: when it began (`time.perf_counter`), until the last answer, each call."""

    accepted: int
    began: float
    seconds: float
    latencies: tuple[float, ...]


def send(
    url: str, headers: Mapping[str, str], bodies: Sequence[bytes], lanes: int, check: Callable[[bytes], int]
) -> Sent:
    """Sends all bodies over `lanes` connections. `check` tells how many events an answer of 202 accepts.

    Raises Trouble on any other answer.
    """
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    for body in bodies:
        waiting.put(body)
    latencies: list[float] = []

    def lane(pool: urllib3.PoolManager) -> int:
        accepted = 0
        while True:
            try:
                body = waiting.get_nowait()
            except queue.Empty:
                return accepted
            started = time.perf_counter()
            answer = pool.request("POST", url, body=body, headers=dict(headers))
            latencies.append(time.perf_counter() - started)
            if answer.status != 202:
                raise Trouble(f"POST {url}: {answer.status} {answer.data.decode(errors='replace')[:500]}")
            accepted += check(answer.data)

    with urllib3.PoolManager(maxsize=lanes, retries=False, timeout=300) as pool, ThreadPoolExecutor(lanes) as threads:
        began = time.perf_counter()
        accepted = sum(threads.map(lane, [pool] * lanes))
        seconds = time.perf_counter() - began
    return Sent(accepted, began, seconds, tuple(latencies))
