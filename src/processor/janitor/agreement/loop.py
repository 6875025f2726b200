"""A run, page by page: each is looked at by several threads, and noted with what it came to in one write."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from common import logs, times
from common.janitor import runs
from common.janitor.run import Run, State
from processor.janitor import rounds
from processor.janitor.agreement import derived, originals, parts, rows, telling
from processor.janitor.agreement.finding import Count, Look
from processor.janitor.agreement.scope import JanitorSettings, Page, Scope
from processor.janitor.rounds import Job

# Rows come first: what they give up is found among objects by the same run.
PHASES: dict[str, Callable[[Scope, str | None], Page]] = {
    "rows": rows.page,
    "originals": originals.page,
    "derived": derived.page,
    "parts": parts.page,
}
_NAMES = tuple(PHASES)

# A page is not begun with less than this left: one takes seconds, or minutes when AWS is slow.
PAGE_MILLISECONDS = 60_000
# So often a run is taken up without coming one page further, and then given up.
MOST_TRIES = 5


class OutOfTime(Exception):
    """The page is not done; another invocation does it again."""


def work(run: Run, conf: JanitorSettings, context: Any) -> Run:
    """Goes on with `run`, which was taken up, until it is over or time is short; the run as it then is.

    Raises Lost when another has taken it up since, Busy, and whatever keeps a page from being listed.
    """
    if run.tries > MOST_TRIES:
        logs.warning("run given up", run=run.id, phase=run.phase, tries=run.tries)
        return _ended(run, State.FAILED, conf)
    with ThreadPoolExecutor(rounds.AT_ONCE) as pool:
        try:
            while not run.over:
                if context.get_remaining_time_in_millis() < PAGE_MILLISECONDS:
                    return runs.pause(conf.catalog_table, run)
                run = _page(run, conf, pool, context)
        except OutOfTime:
            return runs.pause(conf.catalog_table, run)
        except runs.Lost:
            raise
        except Exception:
            with suppress(Exception):  # or else its lease ends by itself
                runs.pause(conf.catalog_table, run)
            raise
    return run


def _page(run: Run, conf: JanitorSettings, pool: ThreadPoolExecutor, context: Any) -> Run:
    now, phase = times.now(), run.phase or _NAMES[0]
    count = Count(run, now, conf.most(run))
    page = PHASES[phase](Scope(run, conf, now), run.position)
    if rounds.work(_jobs(page, count), pool, context)[rounds.LEFT]:
        raise OutOfTime
    telling.lost(count)
    told = count.together() | {"phase": phase, "position": page.following}
    if page.following is None:
        later = _NAMES[_NAMES.index(phase) + 1 :]
        if not later:
            return _ended(run, State.DONE, conf, **told)
        told["phase"] = later[0]
    return runs.note(conf.catalog_table, run, **told)


def _jobs(page: Page, count: Count) -> Iterator[Job]:
    for look in page.looks:
        yield Job("", partial(_look, look, count))


def _look(look: Look, count: Count) -> str:
    try:
        for finding in look.findings(count):
            count.settle(finding)
    except Exception:  # noqa: BLE001 - others have a right to be looked at
        logs.failure("not looked at", number=look.size)
        count.missed(look.size)
    return "seen"


def _ended(run: Run, state: State, conf: JanitorSettings, **changes: Any) -> Run:
    ended = runs.end(conf.catalog_table, run, state, at=times.now(), **changes)
    telling.ended(ended)
    return ended


def lease_until(now: datetime, context: Any) -> datetime:
    """Until when this invocation may work at most: Lambda ends it then. Half a minute is for clocks that differ."""
    return now + timedelta(milliseconds=context.get_remaining_time_in_millis() + 30_000)
