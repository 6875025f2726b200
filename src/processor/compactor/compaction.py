"""One folder's small objects become large ones, whoever else tries, and wherever a run before has died.

First the plan is noted, then its output is written once, then the inputs are removed by version, then the note. Each
step finds out whether it is done; none undoes another's. An event may stand in two objects for a while, never in none.
"""

from __future__ import annotations

import tempfile
import zlib
from collections import Counter
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from common import logs
from common.events import archive
from processor.compactor import lines, planning, store
from processor.compactor.planning import Input, Plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import ThreadPoolExecutor

NOTES = "compaction/plans/"
_DAMAGED = "damaged/"
_READ_AT_ONCE = 16
# A plan fails because of inputs that are gone or damaged; then the next one goes without them.
_MOST_FAILED_PLANS = 20
_LEVEL = 6


class Unsettled(Exception):
    """The folder's objects change faster than they can be read, or S3 lists what it does not have."""


@dataclass(frozen=True)
class Noted:
    """A plan and the version of the object that it is noted in."""

    plan: Plan
    version: str


def note_key(folder: str) -> str:
    """Where the folder's plan is noted: there is one at a time."""
    return f"{NOTES}{folder.removeprefix(archive.EVENTS).rstrip('/')}.json"


def folder_of(note: str) -> str:
    """The folder whose plan is noted under the key `note`."""
    return f"{archive.EVENTS}{note.removeprefix(NOTES).removesuffix('.json')}/"


def compact(bucket: str, folder: str, pool: ThreadPoolExecutor, go_on: Callable[[], bool]) -> Counter[str]:
    """Compacts until nothing is left to be, or `go_on` says no. How many objects were "read", "written", put "aside".

    Raises Busy and Unsettled: another run goes on where this one stopped.
    """
    counts: Counter[str] = Counter()
    failed = 0
    while go_on() and (noted := _noted(bucket, folder)):
        done = _done(bucket, noted, pool)
        failed += not done["written"]
        counts.update(done)
        if failed > _MOST_FAILED_PLANS:
            raise Unsettled
    return counts


def _noted(bucket: str, folder: str) -> Noted | None:
    """The plan to carry out: one that was noted before, or a new one; None when there is nothing to be done."""
    key = note_key(folder)
    while True:
        if found := store.current(bucket, key):
            return Noted(planning.parse(found[0]), found[1])
        plan = planning.plan(folder, store.versions(bucket, folder))
        if plan is None:
            return None
        if version := store.create(bucket, key, planning.text(plan).encode()):
            return Noted(plan, version)


def _done(bucket: str, noted: Noted, pool: ThreadPoolExecutor) -> Counter[str]:
    plan, counts = noted.plan, Counter[str]()
    if store.exists(bucket, plan.output) or _written(bucket, plan, pool, counts):
        counts["written"] = 1
        counts["read"] = len({one.key for one in plan.inputs})
        list(pool.map(lambda one: store.drop(bucket, one.key, one.version), plan.inputs))
    store.drop(bucket, note_key(plan.folder), noted.version)
    return counts


def _written(bucket: str, plan: Plan, pool: ThreadPoolExecutor, counts: Counter[str]) -> bool:
    """Whether the plan's output is there now. If not, what was damaged is out of the way, and a new plan is needed."""
    with tempfile.TemporaryFile() as file:
        gone = _assembled(bucket, plan, pool, file, counts)
        if not gone and not counts["aside"]:
            file.seek(0)
            store.create(bucket, plan.output, file, tag=store.TAG)
            return True
    # Inputs are removed by us only when the output is there: then another run was faster.
    if gone and store.exists(bucket, plan.output):
        return True
    for one in gone:
        logs.warning("input vanished", key=one.key, versionId=one.version)
    return False


def _assembled(bucket: str, plan: Plan, pool: ThreadPoolExecutor, file: IO[bytes], counts: Counter[str]) -> list[Input]:
    """Writes all lines into `file` as one gzip; returns the inputs that are gone. Damaged ones are put aside."""
    deflater = zlib.compressobj(_LEVEL, wbits=31)
    gone = []
    for one, data in _contents(bucket, plan, pool):
        if data is None:
            gone.append(one)
            continue
        try:
            file.write(deflater.compress(lines.inflated(data)))
        except lines.Damaged as reason:
            counts["aside"] += 1
            _put_aside(bucket, one, data, str(reason))
    file.write(deflater.flush())
    return gone


def _contents(bucket: str, plan: Plan, pool: ThreadPoolExecutor) -> Iterator[tuple[Input, bytes | None]]:
    """Some inputs at once, in their order: memory holds no more than these."""
    wanted = [one for one in plan.inputs if one.read]
    for start in range(0, len(wanted), _READ_AT_ONCE):
        some = wanted[start : start + _READ_AT_ONCE]
        yield from zip(some, pool.map(lambda one: store.read(bucket, one.key, one.version), some), strict=True)


def _put_aside(bucket: str, one: Input, data: bytes, reason: str) -> None:
    """Keeps the bytes where no query reads them: one damaged object fails every query of its hour."""
    kept = f"{_DAMAGED}{one.key}/{one.version}"
    logs.warning("damaged object put aside", key=one.key, versionId=one.version, kept=kept, reason=reason)
    store.put(bucket, kept, data)
    store.drop(bucket, one.key, one.version)
