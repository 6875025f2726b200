"""The change log of a file as it is read: the newest changes first, a page at a time."""

from common import aws, times
from common.files import history
from common.files.file import File
from common.files.history import Entry

# What a page may have of texts that people chose, in bytes: Lambda answers 6 MB, and JSON within JSON takes its share.
MOST_BYTES = 1_000_000


def newest(table: str, file: File, *, below: int | None, limit: int) -> tuple[list[Entry], bool]:
    """At most `limit` changes of `file` with revisions below `below`, and whether there are more. Raises Busy."""
    created_at = times.text(file.created_at)
    last = history.prefix(created_at) + history.LAST if below is None else history.sort_key(created_at, below - 1)
    found, size = list[Entry](), 0
    pages = aws.dynamodb().get_paginator("query")
    with aws.calling():
        for page in pages.paginate(
            TableName=table,
            ConsistentRead=True,
            ScanIndexForward=False,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :first AND :last",
            ExpressionAttributeValues={
                ":pk": history.partition(file.id)["pk"],
                ":first": {"S": history.prefix(created_at)},
                ":last": {"S": last},
            },
            # One more than fits tells whether that is all.
            PaginationConfig={"PageSize": limit + 1},
        ):
            for item in page["Items"]:
                if len(found) == limit or size > MOST_BYTES:
                    return found, True
                found.append(history.from_item(item))
                size += len(item["changes"]["S"].encode())
    return found, False
