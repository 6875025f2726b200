"""What the janitor reads: rows by the page and by key, versions, derivatives and multipart uploads by the page.

The first look may lag, and costs half; before anything counts it is read again, consistently.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from botocore.exceptions import ClientError

from common import aws
from common.backoff import attempts
from common.errors import Busy
from common.files import file_rows
from common.files.file_rows import row_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from common.files.file import File, FileId
    from common.files.places import Place

Item = dict[str, Any]
Thing = TypeVar("Thing")
_GONE = {"404", "NoSuchKey", "NoSuchVersion"}
_ATTEMPTS = 6
# The most that BatchGetItem takes.
AT_ONCE = 100

# What of a file's row is read to judge others by: what it costs is the same, but most of the time is that of parsing.
_JUDGED_BY = (
    *("tenantId", "fileId", "owner", "project", "filename", "contentType", "status", "maxBytes", "tags", "shard"),
    *("createdAt", "changedAt", "changedBy", "correlationId", "revision"),
    *("versionId", "etag", "arrivedBytes", "uploadedAt", "deletedAt", "deletedBy", "deletedFrom", "purgingSince"),
    *(f"processing.{name}" for name in ("attempt", "run", "startedAt", "extracted")),
)
_NAMES = {f"#{name}": name for path in _JUDGED_BY for name in path.split(".")}
_PROJECTION: Any = {
    "ProjectionExpression": ", ".join("#" + path.replace(".", ".#") for path in _JUDGED_BY),
    "ExpressionAttributeNames": _NAMES,
}


def chunks(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    """The `things`, up to `size` at a time."""
    rest = iter(things)
    while some := list(islice(rest, size)):
        yield some


def scan(table: str, after: Item | None) -> tuple[list[Item], Item | None]:
    """The rows of the next page, of at most 1 MB, and behind which to go on; None at the end."""
    begin: Any = {"ExclusiveStartKey": after} if after else {}
    with aws.calling():
        page = aws.dynamodb().scan(TableName=table, **begin)
    return page["Items"], page.get("LastEvaluatedKey")


def files(table: str, ids: Iterable[FileId]) -> dict[FileId, File]:
    """Those of the files that are there, as far as their rows can be read, without much of them; a read that may lag.

    A row that cannot be is raised by whoever reads it once more, which precedes all that follows from its absence.
    """
    wanted = [row_key(one) for one in dict.fromkeys(ids)]
    found: dict[FileId, File] = {}
    for keys in chunks(wanted, AT_ONCE):
        for item in _batch(table, keys, _PROJECTION):
            with suppress(KeyError, ValueError, TypeError):
                file = file_rows.from_item(item)
                found[file.id] = file
    return found


def placed(table: str, wanted: Iterable[Place]) -> frozenset[Place]:
    """Those of the rows of lists that are there; a read that may lag."""
    by_key = {(place.pk, place.sk): place for place in wanted}
    keys = [place.key for place in by_key.values()]
    found = [row for some in chunks(keys, AT_ONCE) for row in _batch(table, some)]
    return frozenset(by_key[row["pk"]["S"], row["sk"]["S"]] for row in found)


def together(table: str, keys: list[Item]) -> list[Item | None]:
    """The rows of up to 100 keys as they stood at one instant; None for each that is not there."""
    gets: list[Any] = [{"Get": {"TableName": table, "Key": key}} for key in keys]
    for _ in attempts(_ATTEMPTS):
        with aws.calling():
            try:
                answer = aws.dynamodb().transact_get_items(TransactItems=gets)
            except ClientError as failure:
                if not aws.lost_a_race(failure):
                    raise
                continue
        return [one.get("Item") or None for one in answer["Responses"]]
    raise Busy


def _batch(table: str, keys: list[Item], projection: Any = None) -> list[Item]:
    found: list[Item] = []
    wanted: Any = {"Keys": keys, **(projection or {})}
    for _ in attempts(_ATTEMPTS):
        with aws.calling():
            answer = aws.dynamodb().batch_get_item(RequestItems={table: wanted})
        found += answer["Responses"].get(table, [])
        if table not in answer["UnprocessedKeys"]:
            return found
        wanted = answer["UnprocessedKeys"][table]
    raise Busy


def is_there(bucket: str, key: str, version_id: str) -> bool:
    """Whether S3 has this version. Only S3's word that it has none counts as no: a refusal is raised.

    That there is no such bucket sounds the same: ask `is_listed` before anything follows from it.
    """
    with aws.calling():
        try:
            aws.s3().head_object(Bucket=bucket, Key=key, VersionId=version_id)
        except ClientError as failure:
            if aws.code(failure) in _GONE:
                return False
            raise
    return True


def is_listed(bucket: str, key: str, version_id: str) -> bool:
    """Whether the version stands among those that S3 lists of the key."""
    pages = aws.s3().get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=key)
    with aws.calling():
        return any(
            (one["Key"], one["VersionId"]) == (key, version_id) for page in pages for one in page.get("Versions", [])
        )


def part_bytes(bucket: str, key: str, multipart_id: str) -> int:
    """The bytes of the parts that were sent; none when the multipart upload is gone."""
    pages = aws.s3().get_paginator("list_parts").paginate(Bucket=bucket, Key=key, UploadId=multipart_id)
    with aws.calling():
        try:
            return sum(part["Size"] for page in pages for part in page.get("Parts", []))
        except ClientError as failure:
            if aws.code(failure) != "NoSuchUpload":
                raise
    return 0
