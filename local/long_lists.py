"""Long partitions of the emulator's tables, read from where a query begins, as DynamoDB does.

The emulator sorts all rows of a partition for each query and asks of each whether it is meant: some 65 µs a row, which
are seconds for a list of a hundred thousand. Here keys are kept in order, and it is given only the rows among which it
will find its answer. What a query means is still decided by the emulator; one that is not understood here it answers
alone.

Reaches into the emulator, whose version is pinned; for benches with many rows.
"""

import importlib
import re
from bisect import bisect_left, bisect_right, insort
from typing import Any

_LONG = 200  # rows: below, the emulator is quick enough
_MOST = 8000  # rows of an answer without a limit: even of the smallest, no more fit into the megabyte that ends it
_NAME, _VALUE = r"#?\w+", r":\w+"
_CONDITION = re.compile(
    rf"{_NAME} = (?P<partition>{_VALUE})"
    rf"(?: AND {_NAME} (?:>=? (?P<above>{_VALUE})|<=? (?P<below>{_VALUE})"
    rf"|BETWEEN (?P<low>{_VALUE}) AND (?P<high>{_VALUE})))?",
    re.IGNORECASE,
)


def install() -> None:
    """Wraps queries, and the two functions through which all rows come and go."""
    dynamodb: Any = importlib.import_module("ministack.services.dynamodb")
    query, put, remove = dynamodb._query, dynamodb._set_item, dynamodb._remove_item  # noqa: SLF001
    lists = Lists()

    def queried(data: Any) -> Any:
        table = dynamodb._tables.get(data.get("TableName"))  # noqa: SLF001
        partition = _partition(data)
        rows = table["items"].get(partition, {}) if table and partition is not None else {}
        if len(rows) < _LONG:
            return query(data)
        window = _window(data, lists.keys(table, partition, rows), table["sk_name"])
        # The emulator answers one call after the other, so nobody else sees the table meanwhile.
        table["items"][partition] = {key: rows[key] for key in window}
        try:
            return query(data)
        finally:
            table["items"][partition] = rows

    def set_item(table: Any, partition: Any, key: Any, item: Any) -> Any:
        before = put(table, partition, key, item)
        if before is None:
            lists.come(table, partition, key)
        return before

    def remove_item(table: Any, partition: Any, key: Any) -> Any:
        before = remove(table, partition, key)
        if before is not None:
            lists.gone(table, partition, key)
        return before

    dynamodb._query, dynamodb._set_item, dynamodb._remove_item = queried, set_item, remove_item  # noqa: SLF001


class Lists:
    """The sort keys of long partitions, in order. They follow the table, and are made anew where they did not."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, Any], list[Any]] = {}

    def keys(self, table: Any, partition: Any, rows: Any) -> list[Any]:
        """The keys of `rows`, which are all of the partition."""
        found = self._known.get((table["TableName"], partition))
        if found is None or len(found) != len(rows):
            found = self._known[(table["TableName"], partition)] = sorted(rows)
        return found

    def come(self, table: Any, partition: Any, key: Any) -> None:
        """There is a row more."""
        found = self._known.get((table["TableName"], partition))
        if found is not None:
            insort(found, key)

    def gone(self, table: Any, partition: Any, key: Any) -> None:
        """There is a row less."""
        found = self._known.get((table["TableName"], partition))
        if found is not None:
            del found[bisect_left(found, key)]


def _partition(data: Any) -> Any:
    """The partition that a query of a table is about; None where another way leads to the answer."""
    asked = _CONDITION.fullmatch(data.get("KeyConditionExpression") or "")
    return None if not asked or data.get("IndexName") else _value(data, asked["partition"])


def _window(data: Any, keys: list[Any], key_name: str) -> list[Any]:
    """The keys from which the answer is taken, and perhaps one or two too many."""
    asked = _CONDITION.fullmatch(data["KeyConditionExpression"])
    assert asked  # noqa: S101 - for mypy: `_partition` has seen to it
    above, below = asked["above"] or asked["low"], asked["below"] or asked["high"]
    start = bisect_left(keys, _value(data, above)) if above else 0
    end = bisect_right(keys, _value(data, below)) if below else len(keys)
    forward = data.get("ScanIndexForward", True)
    if after := data.get("ExclusiveStartKey"):
        (key,) = after[key_name].values()
        if forward:
            start = max(start, bisect_left(keys, key))
        else:
            end = min(end, bisect_right(keys, key))
    most = int(data.get("Limit") or _MOST) + 2
    return keys[start : min(end, start + most)] if forward else keys[max(start, end - most) : end]


def _value(data: Any, name: str) -> Any:
    (value,) = data["ExpressionAttributeValues"][name].values()
    return value
