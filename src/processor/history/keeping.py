"""Rows of change logs in the table `catalog`: put, many in a call, and removed with the log."""

from typing import Any

from common import aws
from common.backoff import attempts
from common.errors import Busy
from common.files import history
from common.files.file_rows import Item
from processor.history.records import Removed

# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
_AT_ONCE = 25
_ROUNDS = 4

_Request = dict[str, Any]


class Keeper:
    """Writes to `table` in the order in which it is told. What was told is there after `done`, and not before."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._puts: dict[tuple[str, str], _Request] = {}  # one call may name a row once

    def put(self, row: Item) -> None:
        """Has `row` there, in place of itself when it was there before. Raises Busy."""
        self._puts[row["pk"]["S"], row["sk"]["S"]] = {"PutRequest": {"Item": row}}
        if len(self._puts) == _AT_ONCE:
            self.done()

    def drop(self, removed: Removed) -> int:
        """Removes the log of a file that is gone, and what is left of earlier files of its id; how many rows.

        Raises Busy.
        """
        self.done()
        pages = aws.dynamodb().get_paginator("query")
        dropped = 0
        with aws.calling():
            for page in pages.paginate(
                TableName=self._table,
                ConsistentRead=True,
                KeyConditionExpression="pk = :pk AND sk BETWEEN :first AND :last",
                ProjectionExpression="pk, sk",
                ExpressionAttributeValues={
                    ":pk": history.partition(removed.file_id)["pk"],
                    ":first": {"S": history.PREFIX},
                    ":last": {"S": history.prefix(removed.created_at or history.LAST) + history.LAST},
                },
            ):
                rows = page["Items"]
                for at in range(0, len(rows), _AT_ONCE):
                    self._write([{"DeleteRequest": {"Key": dict(row)}} for row in rows[at : at + _AT_ONCE]])
                dropped += len(rows)
        return dropped

    def done(self) -> None:
        """Writes what was put and is not there yet. Raises Busy."""
        if self._puts:
            self._write(list(self._puts.values()))
            self._puts.clear()

    def _write(self, requests: list[_Request]) -> None:
        left: Any = {self._table: requests}
        for _ in attempts(_ROUNDS):
            with aws.calling():
                left = aws.dynamodb().batch_write_item(RequestItems=left)["UnprocessedItems"]
            if not left:
                return
        raise Busy
