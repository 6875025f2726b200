"""What was counted of a tenant's events: the totals, and the slices that are not in them yet.

Slices are folded meanwhile, so the order of reads matters: first which slices are listed, then the totals, then the
slices themselves, in a transaction. A total names the revision that changed it last and a slice the revisions that
folded it, so each listed slice is counted exactly once in each figure, whatever happens in between. A slice that the
index does not list yet, which is so for a moment after it is written, is missing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from common import aws
from common.backoff import attempts
from common.errors import Busy
from common.events import keys, pages, reads, total_rows
from common.events.folds import Kept
from common.events.pages import Pages
from common.events.tally import Added, Tally
from common.events.total_rows import Item, Total

# What one reading takes, at most. Slices wait for a minute; beyond so many the reading says that it is not complete.
MAX_ROWS = 5_000
MAX_SLICES = 500

_SLICES_A_CALL = 10  # a transaction reads 4 MB, and a row holds up to 400 KB
_ATTEMPTS = 6


class TooMuch(Exception):
    """There are more than MAX_ROWS totals in the range."""


@dataclass(frozen=True)
class Range:
    """Hours or days (`2026-11-21T13`, `2026-11-21`), from `first` to `last`, both included."""

    first: str
    last: str

    @property
    def periods(self) -> list[str]:
        """All of them, in order."""
        form, step = ("%Y-%m-%d", timedelta(days=1)) if self.by_day else ("%Y-%m-%dT%H", timedelta(hours=1))
        at, end = (datetime.strptime(one, form) for one in (self.first, self.last))  # noqa: DTZ007 - all are UTC
        return [(at + step * number).strftime(form) for number in range((end - at) // step + 1)]

    @property
    def by_day(self) -> bool:
        """Whether it is of days."""
        return self.first == keys.day(self.first)

    def period(self, hour: str) -> str:
        """The period that an hour belongs to."""
        return keys.day(hour) if self.by_day else hour


@dataclass(frozen=True)
class Reading:
    """Tallies by period and type (an empty type: all together); `complete` unless slices beyond MAX_SLICES waited."""

    tallies: dict[tuple[str, str], Tally]
    complete: bool


def read(table: str, tenant: str, wanted: Range, event_type: str | None = None) -> Reading:
    """What was counted in the periods `wanted`, of one type (empty: of all together) or of each and all together.

    Raises TooMuch, and Busy when DynamoDB asks for patience.
    """
    listed = _listed(table, tenant, wanted)
    found = _of_all(table, tenant, wanted) if event_type is None else _of_type(table, tenant, wanted, event_type)
    added: dict[tuple[str, str], Added] = defaultdict(Added)
    for kept in _slices(table, listed[:MAX_SLICES]):
        period = wanted.period(kept.hour)
        for place, (kind, sums) in enumerate(kept.sums):
            for name in {kind, ""} if event_type is None else {kind} & {event_type}:
                if not kept.is_in(found.get((period, name), Total()).revision, place):
                    added[period, name].add(sums)
    tallies = {at: one.tally for at, one in found.items()}
    for at, more in added.items():
        tallies[at] = tallies.get(at, Tally()).plus(more.tally)
    return Reading(tallies, len(listed) <= MAX_SLICES)


def read_pages(table: str, tenant: str, period: str) -> Pages:
    """The pages seen in an hour or a day. Raises Busy."""
    listed = _listed(table, tenant, Range(period, period))
    row = reads.by_keys(table, [total_rows.key(tenant, keys.pages(period))])
    seen = total_rows.seen(next(iter(row.values()), None))
    added = Added()
    for kept in _slices(table, listed[:MAX_SLICES]):
        for place, (_, sums) in enumerate(kept.sums):
            if not kept.is_in(seen.revision, place):
                added.add(sums)
    return pages.merged(seen.pages, added.pages)


def _listed(table: str, tenant: str, wanted: Range) -> list[Item]:
    """Keys of the slices that are to be folded; one more than MAX_SLICES at most."""
    # The hour of a slice's place in the index is followed by `#`, in the order of which `$` comes next.
    first, end = f"{tenant}#{wanted.first}", f"{tenant}#{wanted.last}{'T99' if wanted.by_day else '$'}"
    found: list[Item] = []
    for page in _pages(
        TableName=table,
        IndexName="by_key",
        KeyConditionExpression="gk = :gk AND gs BETWEEN :first AND :end",
        ExpressionAttributeValues={":gk": {"S": keys.unfolded(tenant)}, ":first": {"S": first}, ":end": {"S": end}},
        Limit=MAX_SLICES + 1,
    ):
        found += page
        if len(found) > MAX_SLICES:
            break
    return found[: MAX_SLICES + 1]


def _of_type(table: str, tenant: str, wanted: Range, event_type: str) -> dict[tuple[str, str], Total]:
    sorts = {keys.total(period, event_type): period for period in wanted.periods}
    rows = reads.by_keys(table, [total_rows.key(tenant, sort) for sort in sorts])
    return {(sorts[sort], event_type): total_rows.total(item) for (_, sort), item in rows.items()}


def _of_all(table: str, tenant: str, wanted: Range) -> dict[tuple[str, str], Total]:
    first, end = keys.total(wanted.first, ""), keys.total(wanted.last, "")[:-1] + "$"
    found: dict[tuple[str, str], Total] = {}
    for page in _pages(
        TableName=table,
        KeyConditionExpression="pk = :pk AND sk BETWEEN :first AND :end",
        ExpressionAttributeValues={":pk": {"S": keys.totals(tenant)}, ":first": {"S": first}, ":end": {"S": end}},
        ConsistentRead=True,
    ):
        for item in page:
            _, period, event_type = item["sk"]["S"].split("#", 2)
            found[period, event_type] = total_rows.total(item)
        if len(found) > MAX_ROWS:
            raise TooMuch
    return found


def _pages(**query: Any) -> Iterator[list[Item]]:
    start: dict[str, Any] = {}
    while True:
        with aws.calling():
            answer = aws.dynamodb().query(**query, **start)
        yield answer["Items"]
        if "LastEvaluatedKey" not in answer:
            return
        start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}


def _slices(table: str, listed: list[Item]) -> Iterable[Kept]:
    for start in range(0, len(listed), _SLICES_A_CALL):
        yield from reads.slices(_together(table, listed[start : start + _SLICES_A_CALL]))


def _together(table: str, some: list[Item]) -> list[Item]:
    """The rows, none of which is being folded at that moment. Raises Busy when they keep being folded."""
    gets: list[Any] = [{"Get": {"TableName": table, "Key": {name: one[name] for name in ("pk", "sk")}}} for one in some]
    for _ in attempts(_ATTEMPTS):
        with aws.calling():
            try:
                answer = aws.dynamodb().transact_get_items(TransactItems=gets)
            except ClientError as failure:
                if aws.lost_a_race(failure):
                    continue
                raise
        return [one["Item"] for one in answer["Responses"] if "Item" in one]
    raise Busy
