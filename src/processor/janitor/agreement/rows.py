"""The phase `rows`: each row of the catalogue that speaks of files, against its file, its object, and lists."""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from common.files import file_rows
from common.files.file import File
from common.files.file_rows import row_key
from common.files.places import places
from common.files.waiting import Wait, waits
from common.janitor import findings
from processor.janitor import purging
from processor.janitor.agreement import besides, mending, reading, rules
from processor.janitor.agreement.finding import Count, Finding, Look
from processor.janitor.agreement.rules import Fault, Seen
from processor.janitor.agreement.scope import Page, Scope

# Each asks S3 once: a handful is a second's work.
_FILES = 15

Item = dict[str, Any]


def page(scope: Scope, position: str | None) -> Page:
    """A page of the table. Raises Busy."""
    items, after = reading.scan(scope.conf.catalog_table, json.loads(position) if position else None)
    tenant = scope.run.tenant or ""
    rows = [item for item in items if item["pk"]["S"].startswith((f"F#{tenant}", f"L#{tenant}"))]
    of_files = [item for item in rows if item["sk"]["S"] == "FILE"]
    others = [item for item in rows if item["sk"]["S"] != "FILE"]
    looks = [
        *(Look(len(some), partial(_files, scope, some)) for some in reading.chunks(of_files, _FILES)),
        *(
            Look(len(some), partial(besides.findings_of, scope, some))
            for some in reading.chunks(others, reading.AT_ONCE)
        ),
    ]
    return Page(looks, json.dumps(after) if after else None)


def _files(scope: Scope, items: list[Item], count: Count) -> Iterator[Finding]:
    read: list[tuple[Item, File]] = []
    for item in items:
        with count.one(item["pk"]["S"]):
            read.append((item, file_rows.from_item(item)))
    placed = reading.placed(scope.conf.catalog_table, (place for _, file in read for place in places(file)))
    for item, file in read:
        with count.one(file.id.key):
            seen = Seen(file, _there(scope, file), placed & places(file), _waits(item))
            if _wrong(scope, seen):
                yield from _again(scope, file)


def _again(scope: Scope, file: File) -> Iterator[Finding]:
    """What is wrong with the file when it is read once more, it and its places at one instant."""
    table = scope.conf.catalog_table
    wanted = sorted(places(file))
    item, *rows = reading.together(table, [row_key(file.id), *(place.key for place in wanted)])
    if item is None:
        return
    fresh = file_rows.from_item(item)
    if places(fresh) != frozenset(wanted):
        return  # changed since: the next run meets it again
    placed = frozenset(place for place, row in zip(wanted, rows, strict=True) if row)
    for fault in _wrong(scope, Seen(fresh, _there(scope, fresh, surely=True), placed, _waits(item))):
        size = fresh.arrival.size if fault.kind is findings.PURGE_UNFINISHED and fresh.arrival else 0
        yield Finding(fault.kind, fresh.id.key, fault.since, partial(_mend, scope, fresh, fault), size)


def _wrong(scope: Scope, seen: Seen) -> list[Fault]:
    conf = scope.conf
    return rules.of_row(seen, now=scope.now, lost_after=conf.lost_after, paused=conf.processing_paused)


def _there(scope: Scope, file: File, *, surely: bool = False) -> bool:
    """Whether the file's version is there, where it has to be. `surely`: a no is asked for twice, in two ways."""
    if file.status not in rules.NEEDS_OBJECT or file.arrival is None:
        return True
    asked = (scope.conf.uploads_bucket, file.id.key, file.arrival.version_id)
    return reading.is_there(*asked) or (surely and reading.is_listed(*asked))


def _waits(item: Item) -> bool:
    row = {"waitingIn": item.get("waitingIn", {}).get("S", "")}
    return waits(row, Wait.DELETED if item["status"]["S"] == Wait.DELETED else Wait.PENDING)


def _mend(scope: Scope, file: File, fault: Fault) -> None:
    conf = scope.conf
    if fault.place:
        mending.put_place(conf.catalog_table, file, fault.place)
    elif fault.kind is findings.WAITING_MISSING:
        mending.list_again(conf.catalog_table, file, scope.now)
    elif fault.kind is findings.PURGE_UNFINISHED:
        purging.purge(file, conf.catalog_table, conf.uploads_bucket, conf.derived_bucket)
    elif fault.kind is findings.OBJECT_MISSING:
        mending.lose(conf.catalog_table, file, scope.now)
    else:
        mending.ask(conf.processing_queue, file, scope.now)
