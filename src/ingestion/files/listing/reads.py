"""Reads of lists and of files from the table `catalog`: all that one answer may read is counted."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from common import aws
from common.files import file_rows, places
from common.files.file import File, FileId
from ingestion.files.listing.streams import Read
from ingestion.tenants import rows

# What one answer may read: its page is then short, and has a cursor. Queries take some milliseconds each.
MOST_QUERIES = 60
MOST_KEYS = 10_000
MOST_FILES = 2000

_BY_STATUS = "by_status"


@dataclass
class Reads:
    """The lists of a tenant, as one request reads them from `start` on. It counts queries, their keys, and files."""

    table: str
    tenant: str
    start: str
    queries: int = 0
    keys: int = 0
    files: int = 0

    def spent(self) -> bool:
        """Whether that was enough."""
        return self.queries >= MOST_QUERIES or self.keys >= MOST_KEYS or self.files >= MOST_FILES

    def of(self, dimension: str, shard: int) -> Read:
        """How a share of a list is read, consistently. It raises Busy."""
        partition = places.partition(self.tenant, dimension, shard)
        return partial(self._query, {"ConsistentRead": True}, "pk", "sk", partition)

    def by_status(self, partition: str) -> Read:
        """How the index by status is read, which follows the rows within moments. It raises Busy."""
        return partial(self._query, {"IndexName": _BY_STATUS}, "statusKey", "statusAt", partition)

    def _query(self, how: Any, partition: str, sort: str, name: str, high: str, limit: int) -> tuple[list[str], bool]:
        if high < self.start:  # DynamoDB takes it for a mistake
            return [], False
        self.queries += 1
        with aws.calling():
            answer = aws.dynamodb().query(
                TableName=self.table,
                KeyConditionExpression=f"{partition} = :partition AND {sort} BETWEEN :low AND :high",
                ExpressionAttributeValues={
                    ":partition": {"S": name},
                    ":low": {"S": self.start or "0"},
                    ":high": {"S": high},
                },
                ScanIndexForward=False,
                Limit=limit,
                **how,
            )
        found = [item[sort]["S"] for item in answer["Items"]]
        self.keys += len(found)
        return found, "LastEvaluatedKey" in answer

    def rows(self, positions: list[str]) -> list[File | None]:
        """The files at 1 to 100 `positions`, read consistently; None for what is not there. Raises Busy."""
        self.files += len(positions)
        ids = [FileId(self.tenant, position.partition("#")[2]) for position in positions]
        found = rows.read(self.table, *map(file_rows.row_key, ids))
        return [file_rows.from_item(row) if row else None for row in found]
