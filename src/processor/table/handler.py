"""State machine's entry of the extractor of tables: what a CSV file holds, as far as it can be read in time."""

from functools import cache, partial
from typing import Any

from common import settings
from common.files import extraction, streams
from common.files.extraction import Extract, ExtractorSettings, Task
from processor.table import reading
from processor.table.findings import findings

STEP = "table"

# More is not read: it would take longer than a run may. Such a table's rows are counted as far as that.
MAX_BYTES = 2 << 30

# What is left for writing the result when the function's time runs out.
_RESERVE_MILLISECONDS = 10_000


@cache
def for_table() -> ExtractorSettings:
    """Read once a container. Raises SettingsError."""
    return settings.read(ExtractorSettings)


def handler(event: dict[str, Any], context: Any) -> dict[str, str]:
    """The machine's payload with its `mediaType` → {"outcome": "ok", "resultKey": "…"}, or how else it ended."""
    conf = for_table()
    return extraction.run(STEP, event, conf, partial(_extract, conf=conf, context=context))


def _extract(task: Task, conf: ExtractorSettings, context: Any) -> Extract:
    """Raises Failed, streams.Gone, streams.Broken, Busy."""
    read = 0

    def note(so_far: int) -> None:
        nonlocal read
        read = so_far

    def enough() -> bool:
        # What was handed over last may not be taken apart yet: only more of it is too much.
        out_of_time = context.get_remaining_time_in_millis() < _RESERVE_MILLISECONDS
        return read < task.size and (read >= MAX_BYTES or out_of_time)

    content = streams.Reading(conf.uploads_bucket, task.file_id.key, task.version_id, task.size, note)
    return Extract(findings(reading.read(content.blocks(), task.media_type, enough)))
