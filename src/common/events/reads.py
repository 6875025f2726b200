"""Reading many rows of a table by their keys, consistently; and the slices that rows hold."""

from collections.abc import Iterable
from typing import Any

from common import aws, logs
from common.backoff import attempts
from common.errors import Busy
from common.events import folds
from common.events.folds import Kept

Item = dict[str, Any]

_KEYS_A_CALL = 100  # by DynamoDB
_ATTEMPTS = 6


def by_keys(table: str, wanted: Iterable[Item]) -> dict[tuple[str, str], Item]:
    """The rows of the keys that have one, by pk and sk. Of `wanted` nothing but these two attributes is looked at.

    Raises Busy when DynamoDB keeps leaving some of them out.
    """
    distinct = {(one["pk"]["S"], one["sk"]["S"]): one for one in wanted}
    keys = [{name: one[name] for name in ("pk", "sk")} for one in distinct.values()]
    found: dict[tuple[str, str], Item] = {}
    for start in range(0, len(keys), _KEYS_A_CALL):
        for item in _some(table, keys[start : start + _KEYS_A_CALL]):
            found[item["pk"]["S"], item["sk"]["S"]] = item
    return found


def _some(table: str, keys: list[Item]) -> list[Item]:
    """The rows of at most a hundred keys. An answer ends at 16 MB, or where the table is throttled."""
    found: list[Item] = []
    for _ in attempts(_ATTEMPTS):
        with aws.calling():
            answer = aws.dynamodb().batch_get_item(RequestItems={table: {"Keys": keys, "ConsistentRead": True}})
        found += answer["Responses"].get(table, [])
        left: Any = answer.get("UnprocessedKeys", {}).get(table)
        if not left:
            return found
        keys = left["Keys"]
    raise Busy


def slices(rows: Iterable[Item]) -> list[Kept]:
    """The slices of those rows that hold one; the log names the others, which must not keep these."""
    found: list[Kept] = []
    for row in rows:
        try:
            found.append(folds.read(row))
        except Exception:  # noqa: BLE001 - whatever is wrong with it
            logs.failure("slice could not be read", slice=f"{row['pk']['S']} {row['sk']['S']}")
    return found
