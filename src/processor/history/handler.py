"""Entry of the function `history`: changes of files in the catalogue in, rows of their change logs out."""

import json
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any

from common import logs, queues, settings
from common.files.file_rows import Item
from processor.history import records
from processor.history.keeping import Keeper
from processor.history.records import Removed


@dataclass(frozen=True)
class HistorySettings:
    """The table of files, and the queue (a name) for records that nobody can read."""

    catalog_table: str
    history_dlq: str


@cache
def _settings() -> HistorySettings:
    return settings.read(HistorySettings)


def handler(event: dict[str, Any], _context: Any) -> None:
    """{"Records": [{"dynamodb": {"Keys", "OldImage", "NewImage", "SequenceNumber"}}]}, a batch of DynamoDB's stream.

    Records of one file come in their order. Raises Busy when DynamoDB or SQS has no time: Lambda brings the batch
    again, and the same rows come of it. Never raises for a record that no repetition could mend, since it would block
    the stream.
    """
    logs.setup()
    conf = _settings()
    keeper, counts = Keeper(conf.catalog_table), Counter[str](kept=0, dropped=0)
    for record in event["Records"]:
        meant = _meant(record, conf)
        if isinstance(meant, Removed):
            counts["dropped"] += keeper.drop(meant)
        elif meant is not None:
            keeper.put(meant)
            counts["kept"] += 1
    keeper.done()
    logs.info("changes recorded", records=len(event["Records"]), **counts)


def _meant(record: dict[str, Any], conf: HistorySettings) -> Item | Removed | None:
    try:
        return records.meant(record)
    except records.Unreadable as reason:
        logs.warning("record put away", reason=str(reason))
        # Its key, not what it holds: names and metadata are people's. For a day the stream has the record itself.
        change = record["dynamodb"]
        body = {"stream": {"keys": change["Keys"], "sequenceNumber": change.get("SequenceNumber")}}
        queues.put_away(conf.history_dlq, json.dumps(body), f"the row cannot be read: {reason}")
    return None
