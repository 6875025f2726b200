"""The function `history` on the account in this process, and the stream of what changed there."""

import pytest

from common import aws, queues
from common.files import file_rows, history
from processor.history import handler as history_handler
from tests.unit.cloud import FILE_ID, cloud, lines

__all__ = ["cloud", "lines"]

DLQ = "inlet-unit-history-dlq"


class Stream:
    """What DynamoDB tells of one file's row: a record for each write that `see` finds."""

    def __init__(self, table, file_id=FILE_ID):
        self._table, self.file_id = table, file_id
        self._before = None
        self.records = []

    def see(self):
        """The record of what was written since; to be called after each write."""
        key = file_rows.row_key(self.file_id)
        after = aws.dynamodb().get_item(TableName=self._table, Key=key, ConsistentRead=True).get("Item")
        if after != self._before:
            self.records.append(record(self._before, after, key=key, number=len(self.records)))
            self._before = after
        return self.records[-1]


def record(before, after, *, key=None, number=17):
    """A record of the stream: a row as it was, and as it is."""
    name = "MODIFY" if before and after else "INSERT" if after else "REMOVE"
    images = {"OldImage": before, "NewImage": after}
    change = {image: row for image, row in images.items() if row}
    keys = key or file_rows.row_key(FILE_ID)
    return {"eventName": name, "dynamodb": {"Keys": keys, "SequenceNumber": str(number), **change}}


@pytest.fixture
def deliver(cloud, monkeypatch):
    """Hands over a batch of records."""
    for name, value in {"CATALOG_TABLE": cloud.catalog, "HISTORY_DLQ": DLQ}.items():
        monkeypatch.setenv(name, value)
    aws.sqs().create_queue(QueueName=DLQ)
    monkeypatch.setattr("common.backoff.time.sleep", lambda seconds: None)
    queues._url.cache_clear()
    history_handler._settings.cache_clear()
    return lambda *records: history_handler.handler({"Records": list(records)}, None)


@pytest.fixture
def stream(cloud):
    return Stream(cloud.catalog)


@pytest.fixture
def kept(cloud):
    """The rows of change logs, by sort key."""

    def found():
        items = aws.dynamodb().scan(TableName=cloud.catalog)["Items"]
        rows = [one for one in items if one["sk"]["S"].startswith(history.PREFIX)]
        return {row["sk"]["S"]: history.from_item(row) for row in sorted(rows, key=lambda one: one["sk"]["S"])}

    return found
