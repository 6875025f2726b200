"""A table of the bench's own, with the keys and indexes of the catalogue, and files in it as Inlet writes them.

DynamoDB imports them from S3, which it does when it makes a table: row by row they would take many times as long.
"""

import gzip
import json
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from common.files import file_rows
from common.files.file import File
from common.files.places import places
from local.home import Trouble

NAME = "bench-catalogue"  # of the table, and of the bucket that it comes from
_AN_OBJECT = 100_000  # rows
_KEPT = ("KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes")
_KEPT_OF_INDEX = ("IndexName", "KeySchema", "Projection")


@dataclass(frozen=True)
class Table:
    """A table by its name, and how many rows it has."""

    name: str
    rows: int


@contextmanager
def filled(
    dynamodb: Any, s3: Any, catalogue: str, files: Iterable[File], tell: Callable[[int], None]
) -> Iterator[Table]:
    """A table like `catalogue`, but without a stream: nobody is to hear of these files. `tell` hears of their number.

    It holds the row of each file and its places in lists. Raises Trouble.
    """
    told = dynamodb.describe_table(TableName=catalogue)["Table"]
    made = {name: told[name] for name in _KEPT}
    made["GlobalSecondaryIndexes"] = [
        {name: index[name] for name in _KEPT_OF_INDEX} for index in told["GlobalSecondaryIndexes"]
    ]
    region = dynamodb.meta.region_name
    s3.create_bucket(Bucket=NAME, CreateBucketConfiguration={"LocationConstraint": region})
    keys = []
    try:
        for key, body in _objects(_rows(files, tell)):
            s3.upload_fileobj(body, NAME, key)
            keys.append(key)
        count = _imported(dynamodb, {"TableName": NAME, "BillingMode": "PAY_PER_REQUEST", **made})
    finally:
        for key in keys:
            s3.delete_object(Bucket=NAME, Key=key)
        s3.delete_bucket(Bucket=NAME)
    try:
        yield Table(NAME, count)
    finally:
        dynamodb.delete_table(TableName=NAME)


def _objects(rows: Iterator[dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Keys and contents: DynamoDB's JSON, compressed."""
    number = 0
    while some := list(islice(rows, _AN_OBJECT)):
        with tempfile.TemporaryFile() as file:
            with gzip.open(file, "wt", compresslevel=1) as lines:
                lines.writelines(json.dumps({"Item": row}, separators=(",", ":")) + "\n" for row in some)
            file.seek(0)
            yield f"{number:03}.gz", file
        number += 1


def _imported(dynamodb: Any, table: dict[str, Any]) -> int:
    """Makes the table; how many rows it has."""
    begun = dynamodb.import_table(
        S3BucketSource={"S3Bucket": NAME},
        InputFormat="DYNAMODB_JSON",
        InputCompressionType="GZIP",
        TableCreationParameters=table,
    )["ImportTableDescription"]
    while begun["ImportStatus"] == "IN_PROGRESS":
        time.sleep(0.1)
        begun = dynamodb.describe_import(ImportArn=begun["ImportArn"])["ImportTableDescription"]
    if begun["ImportStatus"] != "COMPLETED":
        raise Trouble(f"the rows could not be imported: {begun.get('FailureMessage')}")
    return int(begun["ImportedItemCount"])


def _rows(files: Iterable[File], tell: Callable[[int], None]) -> Iterator[dict[str, Any]]:
    for number, file in enumerate(files, 1):
        yield file_rows.to_item(file)
        yield from (place.key for place in places(file))
        tell(number)
