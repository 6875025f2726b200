"""The state machine's task `text`: encoding, lines, words and the first lines of a plain text."""

from functools import cache, partial
from typing import Any

from common import settings
from common.files import extraction, streams
from common.files.extraction import Extract, ExtractorSettings, Task
from processor.text.counting import Counter

STEP = "text"

# Left to keep what was found and to note it in the row.
_RESERVE_MILLISECONDS = 10_000


class _TimeIsUp(Exception):
    """No more is read: what was counted is of the beginning."""


@cache
def for_text() -> ExtractorSettings:
    """Read once a container. Raises SettingsError."""
    return settings.read(ExtractorSettings)


def handler(event: dict[str, Any], context: Any) -> dict[str, str]:
    """The payload of a task, as `extraction.read` takes it → its answer, as `extraction.run` gives it."""
    conf = for_text()
    return extraction.run(STEP, event, conf, partial(_work, conf, context))


def _work(conf: ExtractorSettings, context: Any, task: Task) -> Extract:
    """What is told of a text; the counts are null when there was no time to read all of it."""

    def go_on(_read: int) -> None:
        if context.get_remaining_time_in_millis() < _RESERVE_MILLISECONDS:
            raise _TimeIsUp

    reading = streams.Reading(conf.uploads_bucket, task.file_id.key, task.version_id, task.size, go_on)
    counter, complete = Counter(), True
    try:
        counter.take(reading.blocks())
    except _TimeIsUp:
        complete = False
    found = counter.findings()
    return Extract(
        {
            "encoding": found.encoding,
            "lineCount": found.lines if complete else None,
            "wordCount": found.words if complete else None,
            "firstLines": found.first_lines,
        }
    )
