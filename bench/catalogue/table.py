"""A table of the bench's own, with the keys and indexes of the catalogue, and files in it as Inlet writes them."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from common.files import file_rows
from common.files.file import File
from common.files.places import places

NAME = "bench-catalogue"
_A_CALL = 25
_KEPT = ("KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes")
_KEPT_OF_INDEX = ("IndexName", "KeySchema", "Projection")


@contextmanager
def like(dynamodb: Any, catalogue: str) -> Iterator[str]:
    """The name of an empty table like `catalogue`, but without a stream: nobody is to hear of these files."""
    told = dynamodb.describe_table(TableName=catalogue)["Table"]
    made = {name: told[name] for name in _KEPT}
    made["GlobalSecondaryIndexes"] = [
        {name: index[name] for name in _KEPT_OF_INDEX} for index in told["GlobalSecondaryIndexes"]
    ]
    dynamodb.create_table(TableName=NAME, BillingMode="PAY_PER_REQUEST", **made)
    try:
        yield NAME
    finally:
        dynamodb.delete_table(TableName=NAME)


def fill(dynamodb: Any, table: str, files: Iterable[File], tell: Callable[[int], None]) -> int:
    """Writes the row of each file and its places in lists; how many rows there are. `tell` hears of the files."""
    rows, written = _rows(files, tell), 0
    while some := list(islice(rows, _A_CALL)):
        left = {table: [{"PutRequest": {"Item": row}} for row in some]}
        while left:
            left = dynamodb.batch_write_item(RequestItems=left)["UnprocessedItems"]
        written += len(some)
    return written


def _rows(files: Iterable[File], tell: Callable[[int], None]) -> Iterator[dict[str, Any]]:
    for number, file in enumerate(files, 1):
        yield file_rows.to_item(file)
        yield from (place.key for place in places(file))
        tell(number)
