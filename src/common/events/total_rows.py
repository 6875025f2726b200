"""Totals as rows of the table `events`: of an hour or a day, by type and over all types, and the pages seen. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from common import times
from common.events import keys, pages, sketch, tally
from common.events.pages import Pages
from common.events.tally import Tally

Item = dict[str, Any]


@dataclass(frozen=True)
class Total:
    """What was counted, and the revision of the tenant that changed it last: 0 where there is no row."""

    tally: Tally = tally.NOTHING
    revision: int = 0


@dataclass(frozen=True)
class Seen:
    """The pages seen, likewise."""

    pages: Pages = pages.NONE
    revision: int = 0


def key(tenant: str, sort: str) -> Item:
    """The key of a row of the tenant's totals."""
    return {"pk": {"S": keys.totals(tenant)}, "sk": {"S": sort}}


def total(item: Item | None) -> Total:
    """The total of a row; of none where there is no row."""
    if item is None:
        return Total()
    return Total(Tally(int(item["count"]["N"]), sketch.unpack(item["users"]["B"])), revision(item))


def seen(item: Item | None) -> Seen:
    """The pages of a row; none where there is no row."""
    return Seen() if item is None else Seen(pages.unpack(item["pages"]["B"]), revision(item))


def revision(item: Item | None) -> int:
    """The revision that a row names; 0 where there is no row."""
    return 0 if item is None else int(item["revision"]["N"])


def of_tally(counted: Tally) -> Item:
    """The attributes of a total."""
    return {"count": {"N": str(counted.count)}, "users": {"B": sketch.pack(counted.users)}}


def of_pages(seen_: Pages) -> Item:
    """The attributes of the pages seen."""
    return {"pages": {"B": pages.pack(seen_)}}


def putting(table: str, tenant: str, sort: str, attributes: Item, *, read: int, written: int, at: datetime) -> Item:
    """The put of a row by revision `written`, on the condition that it is still as revision `read` left it."""
    put: Item = {
        "TableName": table,
        "Item": key(tenant, sort) | attributes | {"revision": {"N": str(written)}, "foldedAt": {"S": times.text(at)}},
    }
    if not read:
        return put | {"ConditionExpression": "attribute_not_exists(pk)"}
    values = {":read": {"N": str(read)}}
    return put | {"ConditionExpression": "revision = :read", "ExpressionAttributeValues": values}
