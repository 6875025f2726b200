"""Reads of the table `events`: partitions newest first, and rows by key. Each read of a partition is counted."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from common import aws
from common.backoff import attempts
from common.errors import Busy

Row = dict[str, Any]
Key = dict[str, Any]
Page = tuple[list[Row], Any]  # rows, and where to go on, if anywhere

_ATTEMPTS = 6
_MOST_KEYS = 100  # of a BatchGetItem


@dataclass
class Table:
    """The table, as one request reads it. `reads` counts queries; whoever has a budget looks at it."""

    name: str
    reads: int = 0

    def page(self, partition: str, low: str, high: str, limit: int, start: Key | None = None) -> Page:
        """At most `limit` rows with sort keys from `high` down to `low`, both included, and where to go on.

        Read consistently. Raises Busy.
        """
        return self._query({"ConsistentRead": True}, ("pk", partition), ("sk", low, high), limit, start)

    def entries(self, partition: str, low: str, high: str, limit: int, start: Key | None = None) -> Page:
        """The same of the index `by_key`, which follows the table within moments."""
        return self._query({"IndexName": "by_key"}, ("gk", partition), ("gs", low, high), limit, start)

    def _query(
        self, how: Any, partition: tuple[str, str], span: tuple[str, str, str], limit: int, start: Key | None
    ) -> Page:
        sort, low, high = span
        if low > high:  # DynamoDB takes it for a mistake
            return [], None
        self.reads += 1
        how |= {"ExclusiveStartKey": start} if start else {}
        with aws.calling():
            answer = aws.dynamodb().query(
                TableName=self.name,
                KeyConditionExpression=f"{partition[0]} = :partition AND {sort} BETWEEN :low AND :high",
                ExpressionAttributeValues={
                    ":partition": {"S": partition[1]},
                    ":low": {"S": low},
                    ":high": {"S": high},
                },
                ScanIndexForward=False,
                Limit=limit,
                **how,
            )
        return answer["Items"], answer.get("LastEvaluatedKey")

    def newest(self, partition: str, low: str, high: str, limit: int) -> Iterator[Row]:
        """The entries of the index from `high` down to `low`, read `limit` at a time as they are asked for."""
        start = None
        while True:
            found, start = self.entries(partition, low, high, limit, start)
            yield from found
            if start is None:
                return

    def rows(self, keys: list[tuple[str, str]], attribute: str, *, consistent: bool = False) -> dict[Any, Row]:
        """Those of the rows that are there, by (pk, sk). Beside its key `attribute` is read of each. Raises Busy."""
        found: dict[Any, Row] = {}
        for first in range(0, len(keys), _MOST_KEYS):
            wanted = [{"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in keys[first : first + _MOST_KEYS]]
            found |= self._rows(wanted, attribute, consistent)
        return found

    def _rows(self, wanted: list[Key], attribute: str, consistent: bool) -> dict[Any, Row]:
        found: dict[Any, Row] = {}
        asked: Any = {
            "Keys": wanted,
            "ProjectionExpression": "pk, sk, #attribute",
            "ExpressionAttributeNames": {"#attribute": attribute},
            "ConsistentRead": consistent,
        }
        for _ in attempts(_ATTEMPTS):
            with aws.calling():
                answer = aws.dynamodb().batch_get_item(RequestItems={self.name: asked})
            found |= {(row["pk"]["S"], row["sk"]["S"]): row for row in answer["Responses"].get(self.name, [])}
            if self.name not in answer["UnprocessedKeys"]:
                return found
            asked = answer["UnprocessedKeys"][self.name]
        raise Busy
