"""The last task of the state machine: the outcome of a run in, the file's status out."""

from functools import cache
from typing import Any

from common import logs, settings
from common.files.file import FileId
from processor.finish import finishing


@cache
def for_finish() -> finishing.FinishSettings:
    """Read once a container. Raises SettingsError."""
    return settings.read(finishing.FinishSettings)


def handler(event: dict[str, Any], _context: Any) -> dict[str, str]:
    """{"tenantId", "fileId", "attempt", "run", "correlationId", …, "step": "image", "result": {"outcome": "ok", …}} →
    {"status": "completed"}, or {"outcome": "stale"} when the run is no longer the file's.

    Raises Busy; NotQuarantined when an infected version is still there, which fails the run; its message comes again.
    """
    logs.setup()
    told = finishing.Told(
        FileId(event["tenantId"], event["fileId"]), event["attempt"], event["run"], event["step"], event["result"]
    )
    with logs.bound(correlationId=event["correlationId"], fileId=told.file_id.id, attempt=told.attempt):
        return finishing.finish(told, for_finish())
