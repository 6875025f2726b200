"""One fold: a transaction that adds slices of a tenant to its totals and takes them out of the index.

Slices and totals change together or not at all, each on the condition that it is as it was read: so a slice is added
once, whoever else folds at the same time, and wherever a run dies.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from common import aws
from common.events import folds, keys, pages, reads, total_rows
from common.events.tally import Added
from common.events.total_rows import Item
from processor.aggregate import steps
from processor.aggregate.steps import Step

# Reports look back for days; afterwards nobody asks who was active.
_ACTIVE_FOR = timedelta(days=35)


class Raced(Exception):
    """Another run folds slices of the same tenant: read again."""


@dataclass(frozen=True)
class Folded:
    """What a fold did: `slices` that are wholly in the totals now, and the keys of those that are still to be folded.

    `bad` rows could not be read, which the log names.
    """

    slices: int
    left: list[Item] = field(default_factory=list)
    bad: int = 0


def fold(table: str, tenant: str, listed: list[Item], *, at: datetime) -> Folded:
    """Adds as many of the slices with the keys `listed` as fit to the totals of `tenant`.

    Raises Raced, or Busy. A total that cannot be read raises what reading it raises.
    """
    last = reads.by_keys(table, [total_rows.key(tenant, keys.REVISION)])
    revision = total_rows.revision(next(iter(last.values()), None)) + 1
    some, rest = listed[: steps.MAX_ROWS], listed[steps.MAX_ROWS :]
    # The index may be behind: what counts is the row. One without place in the index is folded, or gone.
    rows = list(reads.by_keys(table, some).values())
    read = reads.slices(rows)
    kept = sorted((one for one in read if one.listed), key=lambda one: (one.hour, one.key["sk"]["S"]))
    taken = steps.fitting(kept)
    if not taken:
        return Folded(0, rest, len(rows) - len(read))
    changes = [{"Update": folds.noting(table, step.slice, step.end, revision)} for step in taken]
    _write([_next_revision(table, tenant, revision), *changes, *_totals(table, tenant, taken, revision, at)])
    done = [step for step in taken if step.end == len(step.slice.sums)]
    over = {(step.slice.key["pk"]["S"], step.slice.key["sk"]["S"]) for step in done}
    left = [one.key for one in kept if (one.key["pk"]["S"], one.key["sk"]["S"]) not in over]
    return Folded(len(done), left + rest, len(rows) - len(read))


def _next_revision(table: str, tenant: str, revision: int) -> Item:
    """Numbers the fold: one after the other, as long as nobody else has taken the number."""
    values = {":next": {"N": str(revision)}, ":last": {"N": str(revision - 1)}}
    change: Item = {
        "TableName": table,
        "Key": total_rows.key(tenant, keys.REVISION),
        "UpdateExpression": "SET revision = :next",
        "ConditionExpression": "revision = :last",
        "ExpressionAttributeValues": values,
    }
    if revision == 1:
        del values[":last"]
        change["ConditionExpression"] = "attribute_not_exists(pk)"
    return {"Update": change}


def _totals(table: str, tenant: str, taken: list[Step], revision: int, at: datetime) -> list[Item]:
    """The puts of all totals that the steps change, and of the tenant as active where a period is new."""
    added: dict[tuple[str, str], Added] = defaultdict(Added)
    for step in taken:
        for kind, sums in step.slice.sums[step.first : step.end]:
            for period in (step.slice.hour, keys.day(step.slice.hour)):
                for name in {kind, ""}:
                    added[period, name].add(sums)
    viewed = {keys.pages(period): one for (period, name), one in added.items() if not name and one.views}
    counted = {keys.total(period, name): one for (period, name), one in added.items()}
    read = reads.by_keys(table, [total_rows.key(tenant, sort) for sort in [*counted, *viewed]])
    rows = {sort: item for (_, sort), item in read.items()}
    puts = []
    for sort, more in counted.items():
        before = total_rows.total(rows.get(sort))
        written = total_rows.of_tally(before.tally.plus(more.tally))
        puts.append(total_rows.putting(table, tenant, sort, written, read=before.revision, written=revision, at=at))
    for sort, more in viewed.items():
        seen = total_rows.seen(rows.get(sort))
        written = total_rows.of_pages(pages.merged(seen.pages, more.pages))
        puts.append(total_rows.putting(table, tenant, sort, written, read=seen.revision, written=revision, at=at))
    new = [period for period, name in added if not name and keys.total(period, "") not in rows]
    return [{"Put": put} for put in (*puts, *(_active(table, tenant, period, at) for period in new))]


def _active(table: str, tenant: str, period: str, at: datetime) -> Item:
    ttl = str(int((at + _ACTIVE_FOR).timestamp()))
    return {"TableName": table, "Item": {"pk": {"S": keys.active(period)}, "sk": {"S": tenant}, "ttl": {"N": ttl}}}


def _write(changes: list[Any]) -> None:
    with aws.calling():
        try:
            aws.dynamodb().transact_write_items(TransactItems=changes)
        except ClientError as failure:
            if aws.lost_a_race(failure):
                raise Raced from failure
            raise
