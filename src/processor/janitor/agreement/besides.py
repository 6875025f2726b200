"""Rows that speak of a file and are not its own: those in lists, and those beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from common import times
from common.files import file_rows
from common.files.file import File, FileId, parse_key
from common.files.file_rows import row_key
from common.files.places import Place
from common.janitor.findings import Kind
from processor.janitor.agreement import mending, reading, rules
from processor.janitor.agreement.finding import Count, Finding
from processor.janitor.agreement.scope import Scope

Item = dict[str, Any]

# Of a row's size, what DynamoDB adds to it.
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
_ADDED_BYTES = 100
_BESIDE = ("EXTRACTED#", "GUARDDUTY#", "HISTORY#")
_TENANT = slice(len("L#"), len("L#t-") + 32)


@dataclass(frozen=True)
class _Row:
    """A row, and the file that it speaks of."""

    item: Item
    file_id: FileId

    @property
    def key(self) -> Item:
        return {"pk": self.item["pk"], "sk": self.item["sk"]}

    @property
    def place(self) -> Place | None:
        pk, sk = self.item["pk"]["S"], self.item["sk"]["S"]
        return Place(pk, sk) if pk.startswith("L#") else None

    def since(self, file: File | None) -> datetime | None:
        """A row of a list tells when its file was made, one of its history when that happened. Findings tell nothing:
        who wrote them wrote the file's row before, which is gone.
        """
        if self.place:
            return times.parse(self.place.sk.partition("#")[0])
        if file:
            return file.changed_at
        return times.parse(self.item["at"]["S"]) if "at" in self.item else None

    def wrong(self, file: File | None) -> Kind | None:
        if self.place:
            return rules.of_place(self.place, file)
        kind, _, number = self.item["sk"]["S"].partition("#")
        if file and kind == "HISTORY" and not number.startswith(times.text(file.created_at)):
            file = None  # that of an earlier file under the same id
        return rules.of_beside(int(number) if kind == "EXTRACTED" else None, file)

    @property
    def size_bytes(self) -> int:
        sizes = (len(name) + len(str(next(iter(value.values()))).encode()) for name, value in self.item.items())
        return sum(sizes) + _ADDED_BYTES


def findings_of(scope: Scope, items: list[Item], count: Count) -> Iterator[Finding]:
    """What is wrong with rows that are not files' own."""
    rows = [row for item in items if (row := _row(item))]
    files = reading.files(scope.conf.catalog_table, (row.file_id for row in rows))
    for row in rows:
        with count.one(row.file_id.key):
            if row.wrong(files.get(row.file_id)):
                yield from _again(scope, row)


def _again(scope: Scope, row: _Row) -> Iterator[Finding]:
    table = scope.conf.catalog_table
    own, there = reading.together(table, [row_key(row.file_id), row.key])
    file = file_rows.from_item(own) if own else None
    kind = row.wrong(file)
    if there is None or kind is None:
        return
    mend = partial(mending.drop_row, table, row.key, row.file_id, file)
    yield Finding(kind, row.file_id.key, row.since(file), mend, row.size_bytes)


def _row(item: Item) -> _Row | None:
    """The row with its file; None for one that speaks of none."""
    pk, sk = item["pk"]["S"], item["sk"]["S"]
    if pk.startswith("L#"):
        file_id = parse_key(f"{pk[_TENANT]}/{sk.partition('#')[2]}")
    else:
        file_id = parse_key(pk.removeprefix("F#")) if sk.startswith(_BESIDE) else None
    return _Row(item, file_id) if file_id else None
