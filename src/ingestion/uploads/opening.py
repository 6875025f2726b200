"""Multipart uploads for rows that wait for one: however many requests open the same file, one multipart stays."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import datetime
from functools import partial

from common import aws
from common.backoff import attempts
from common.errors import Busy
from common.files import catalog, objects
from common.files.file import File, Method
from common.files.lifecycle import Status
from ingestion.uploads import multiparts

# As many connections as a client keeps: a request has up to 100 files.
_AT_ONCE = 10
_ATTEMPTS = 6


def opened(table: str, bucket: str, files: list[File], *, by: str, at: datetime) -> list[File]:
    """The `files` as the catalogue has them once each that is pending, and sent in parts, has its multipart upload,
    begun for `by`.

    Raises Busy. What a crash leaves without a row that names it is found and aborted by the sweeper.
    """
    waiting = [file for file in files if _waits(file)]
    if not waiting:
        return files
    begin = partial(_open, table, bucket, by=by, at=at)
    aws.s3(), aws.dynamodb()  # clients are made by one thread, and then used by all
    with ThreadPoolExecutor(min(_AT_ONCE, len(waiting))) as pool:
        made = [pool.submit(copy_context().run, begin, file) for file in waiting]
        by_id = {file.id: file for file in (one.result() for one in made)}
    return [by_id.get(file.id, file) for file in files]


def _waits(file: File) -> bool:
    return file.status is Status.PENDING and file.method is Method.MULTIPART and file.multipart_id is None


def _open(table: str, bucket: str, file: File, *, by: str, at: datetime) -> File:
    multipart_id = multiparts.begin(bucket, file)
    entered = _enter(table, file, multipart_id, by=by, at=at)
    if entered.multipart_id != multipart_id:
        objects.drop_parts(bucket, file.id.key, multipart_id)
    return entered


def _enter(table: str, file: File, multipart_id: str, *, by: str, at: datetime) -> File:
    """The file with this multipart upload, or as another request has left it: with its own, or no longer pending."""
    for _ in attempts(_ATTEMPTS, at_once=2):
        try:
            return catalog.amend(table, file, by=by, at=at, multipart_id=multipart_id)
        except catalog.Stale:
            found = catalog.find(table, file.id)
            if found is not None and not _waits(found):
                return found
            file = found or file
    raise Busy
