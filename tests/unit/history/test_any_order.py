"""However often batches come, and wherever runs die: in the end there is the log of the file that there is, alone."""

import random
from datetime import timedelta

import pytest

from common import times
from common.files import catalog, deletions, history
from common.files.file import Arrival
from common.files.lifecycle import Status
from processor.history import recording
from tests.unit.cloud import NOW, OWNER, Crash, dying_at, interrupted, pending

SEEDS = [3, 17]


class Lives:
    """One id in the lives of several files, each purged before the next; `expected` is the log of the last one."""

    def __init__(self, cloud, stream, chance):
        self._table, self._stream, self._chance = cloud.catalog, stream, chance
        self._cloud = cloud
        self.expected = {}

    def go_through(self, lives, *, last_stays):
        for number in range(lives):
            self.expected = {}
            file = self._cloud.announce(pending(created_at=NOW + number * timedelta(days=31)))
            self._told(None, file)
            file = self._do(file, catalog.move, Status.UPLOADED, arrival=Arrival("v", "e", 8, NOW))
            for _ in range(self._chance.randrange(14)):
                file = self._do(file, catalog.amend, **self._change())
            file = self._do(file, deletions.delete)
            if number < lives - 1 or not last_stays:
                self._purge(file)

    def _change(self):
        name = f"{self._chance.randrange(3)}.png"
        return self._chance.choice([{"filename": name}, {"tags": (name,)}, {"multipart_id": name}])

    def _do(self, file, change, *more, **given):
        after = change(self._table, file, *more, by=OWNER, at=NOW, **given)
        self._told(file, after)
        return after

    def _told(self, before, after):
        self._stream.see()
        if entry := recording.entry(before, after):
            self.expected[history.sort_key(times.text(after.created_at), after.revision)] = entry

    def _purge(self, file):
        file = self._do(file, deletions.begin_purge)
        catalog.drop_beside(self._table, file.id)
        deletions.forget(self._table, file)
        self._stream.see()
        self.expected = {}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_log_of_the_file_that_there_is(cloud, stream, deliver, kept, seed):
    chance = random.Random(seed)
    lives = Lives(cloud, stream, chance)
    lives.go_through(3, last_stays=seed == SEEDS[0])
    records, done = stream.records, 0
    while done < len(records):
        # Lambda goes on where the last batch succeeded, or somewhat before.
        start = max(0, done - chance.randrange(12))
        batch = records[start : start + chance.randrange(1, 20)]
        try:
            with interrupted(dying_at(chance.randrange(1, 12)), chance.choice(["before-call", "after-call"])):
                deliver(*batch)
        except Crash:
            continue
        done = max(done, start + len(batch))
    assert kept() == lives.expected


def test_a_run_that_was_thought_dead_shows_nothing_of_it(cloud, stream, deliver, kept):
    """It writes once more when all that follows has been done by others: only rows of a file that is none any more."""
    lives = Lives(cloud, stream, random.Random(5))
    lives.go_through(2, last_stays=True)
    (created_at,) = {key.rpartition("#")[0] for key in lives.expected}
    deliver(*stream.records)
    before = kept()
    assert before == lives.expected
    deliver(*stream.records[:3])
    late = kept().keys() - before.keys()
    assert all(kept()[key] == before[key] for key in before)
    assert late
    assert not any(key.startswith(created_at) for key in late)
