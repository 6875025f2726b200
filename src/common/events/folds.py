"""How far a slice is folded into its tenant's totals, as its row tells. Pure.

A fold is one transaction. It adds what slices have of some types to the totals, and notes in each slice how many of its
types (in the order of their names) are in the totals now, and since which revision of the tenant. A total names the
last revision that changed it. So whoever reads a total and afterwards a slice knows whether one is in the other.
"""

import json
from dataclasses import dataclass
from typing import Any

from common.events import slices
from common.events.slices import Sums
from common.events.tally import Added

Item = dict[str, Any]


@dataclass(frozen=True)
class Kept:
    """A slice as its row holds it, with the types in the order in which they are folded.

    `folds` holds, for each fold of it, how many types were done with it and its revision. `listed` while more are to be
    folded.
    """

    key: Item
    tenant: str
    hour: str
    sums: tuple[tuple[str, Sums], ...]
    folds: tuple[tuple[int, int], ...]
    listed: bool
    size_bytes: int

    @property
    def done(self) -> int:
        """How many types are in the totals."""
        return self.folds[-1][0] if self.folds else 0

    def revision(self, place: int) -> int | None:
        """The revision that brought the type at `place` into the totals; None as long as it is not there."""
        return next((revision for done, revision in self.folds if place < done), None)

    def is_in(self, revision: int, place: int) -> bool:
        """Whether a total that was last changed by `revision` holds what the slice has of the type at `place`.

        Holds for totals that were read before the slice.
        """
        folded = self.revision(place)
        return folded is not None and folded <= revision


def read(item: Item) -> Kept:
    """The slice of a row. Raises ValueError, KeyError, TypeError or zlib.error for a row that holds none."""
    _, tenant, hour, _ = item["pk"]["S"].split("#")
    sums = slices.unpack_sums(item["sums"]["B"])
    for one in sums.values():
        Added().add(one)
    return Kept(
        key={name: item[name] for name in ("pk", "sk")},
        tenant=tenant,
        hour=hour,
        sums=tuple(sorted(sums.items())),
        folds=tuple((done, revision) for done, revision in json.loads(item.get("folds", {"S": "[]"})["S"])),
        listed="gk" in item,
        size_bytes=sum(len(value) for one in item.values() for value in one.values() if not isinstance(value, bool)),
    )


def noting(table: str, kept: Kept, done: int, revision: int) -> Item:
    """The update that notes that the first `done` types are in the totals since `revision`; the last takes the slice
    out of the index. On the condition that nobody else folded any of it."""
    noted = json.dumps([*kept.folds, (done, revision)], separators=(",", ":"))
    values = {":folds": {"S": noted}}
    unchanged = "attribute_not_exists(folds)"
    if kept.folds:
        unchanged = "folds = :before"
        values[":before"] = {"S": json.dumps(kept.folds, separators=(",", ":"))}
    return {
        "TableName": table,
        "Key": kept.key,
        "UpdateExpression": "SET folds = :folds" + (" REMOVE gk, gs" if done == len(kept.sums) else ""),
        "ConditionExpression": f"attribute_exists(gk) AND {unchanged}",
        "ExpressionAttributeValues": values,
    }
