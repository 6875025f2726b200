"""Signed uploads over real HTTP on the embedded AWS, beside `GET /health`, which does nothing: the floor there."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import urllib3

from bench import report, rounds
from bench.api.handlers import FILE_COUNTS, LARGE, PICTURE, named
from local.home import Trouble
from local.outputs import outputs
from local.signin import sign_in
from local.users import user
from tools.embedded import Embedded

FLOOR = "GET /health"
GOAL_SECONDS = 0.050


def measure(cloud: Embedded, count: int) -> None:
    """Prints p50 and p95 of one request after the other, on one connection."""
    made = outputs(cloud.place)
    token = sign_in(user("bench", cloud.place, made), made).access
    with urllib3.PoolManager(headers={"Authorization": f"Bearer {token}"}, retries=False, timeout=30) as http:
        ask = partial(_asked, http, made.api_url)
        ways: dict[str, Callable[[], float]] = {
            FLOOR: partial(ask, "GET", "/health"),
            "GET /upload": partial(ask, "GET", "/upload?filename=a.png&contentType=image/png&size=8"),
        }
        for files in FILE_COUNTS:
            body = {"files": [PICTURE] * files}
            ways[named(files)] = partial(ask, "POST", "/uploads", json=body)
        ways["POST /uploads, 100 parts"] = partial(ask, "POST", "/uploads", json={"files": [LARGE]})
        took = rounds.run(ways, count, warm_up=min(5, count))
    rows = []
    for name, times in took.items():
        p50, p95 = times.percentile(50), times.percentile(95)
        above = p50 - took[FLOOR].percentile(50)
        rows.append((name, *map(report.milliseconds, (p50, p95, above))))
    print(f"\n{report.table(('over HTTP, embedded AWS, ms', 'p50', 'p95', 'p50 above the floor'), rows)}\n")
    quick = took["GET /upload"].percentile(95)
    print(
        report.goal(
            quick < GOAL_SECONDS, f"GET /upload: p95 of {report.milliseconds(quick)} ms (goal: < 50 ms, also on AWS)"
        )
    )


def _asked(http: urllib3.PoolManager, api: str, method: str, path: str, **more: Any) -> float:
    started = time.perf_counter()
    answer = http.request(method, api + path, **more)
    seconds = time.perf_counter() - started
    if answer.status not in (200, 201):
        raise Trouble(f"{method} {path}: {answer.status} {answer.data.decode(errors='replace')}")
    return seconds
