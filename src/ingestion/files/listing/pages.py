"""A page of files: candidates of the lists, each read and judged before it is shown."""

from itertools import islice

from common.files import places
from common.files.file import File
from ingestion.files.listing.joining import Candidates, Join, Seekable
from ingestion.files.listing.reads import Reads
from ingestion.files.listing.streams import AFTER, Stream, Union
from ingestion.files.listing.wanted import Wanted

_AT_ONCE = 100
_INSTANT = 24  # characters of 2026-11-21T13:05:00.123Z, with which a position begins
# What a page may have of texts that people chose, in bytes: Lambda answers 6 MB, and JSON within JSON takes its share.
MOST_BYTES = 1_000_000


def page(reads: Reads, wanted: Wanted, shards: int) -> tuple[list[File], str | None]:
    """The files that are wanted, and the position below which to go on; None when there is no more. Raises Busy."""
    if wanted.nothing:
        return [], None
    candidates = Candidates(
        [Join(_streams(reads, wanted, shard, shards), wanted.below, reads.spent) for shard in range(shards)]
    )
    keys, found, looked_at, size = iter(candidates), list[File](), 0, 0
    while True:
        # One more than fits tells whether that is all.
        few = list(islice(keys, _likely(wanted.limit + 1 - len(found), len(found), looked_at)))
        looked_at += len(few)
        for key, file in zip(few, reads.rows(few) if few else (), strict=True):
            if file is None or not wanted.fits(file, key):
                continue
            if len(found) == wanted.limit or size > MOST_BYTES:
                return found, _position(found[-1])
            found.append(file)
            size += _bytes(file)
        if not few:
            return found, _veiled(candidates.rest, found, wanted)
        if reads.spent():
            return found, _veiled(few[-1], found, wanted)


def _likely(missing: int, found: int, looked_at: int) -> int:
    """How many more have to be looked at for those that are `missing`, at the rate at which others were found."""
    return min(_AT_ONCE, missing * looked_at // max(found, 1) + 1 if looked_at else missing)


def _streams(reads: Reads, wanted: Wanted, shard: int, shards: int) -> list[Seekable]:
    """The lists of a shard that have all that is wanted, and perhaps more."""
    read = []
    tenant, status = wanted.who.tenant, wanted.status
    if status and (by_status := places.status_partition(tenant, status, shard)):
        read.append([reads.by_status(by_status)])
    if status is None or status in places.LISTED:
        read += [[reads.of(one, shard) for one in several] for several in wanted.dimensions]
    if not read:
        read.append([reads.of(places.ALL, shard)])
    if len(read) == 1:
        # Nothing to leap over: what the page takes, with one more.
        first = -(-(wanted.limit + 1) // (shards * len(read[0])))
        return [Union([Stream(one, max(first, 2)) for one in read[0]])]
    return [Union([Stream(one) for one in several]) for several in read]


def _position(file: File) -> str:
    return places.sort_key(file.created_at, file.id.id)


def _veiled(key: str | None, found: list[File], wanted: Wanted) -> str | None:
    """The position from which to go on after `key`, which may be of a file that is not to be seen: of it nothing but
    the instant is told, unless that led over files again that were told.
    """
    if key is None:
        return None
    above = key[:_INSTANT] + AFTER
    last = _position(found[-1]) if found else wanted.below
    return above if above < last else key


def _bytes(file: File) -> int:
    texts = (file.filename, file.reason or "", *file.tags, *file.metadata, *file.metadata.values())
    return sum(len(text.encode()) for text in texts)
