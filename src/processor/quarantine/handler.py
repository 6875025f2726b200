"""A task of the state machine: an infected version goes into quarantine."""

from functools import cache
from typing import Any

from common import logs, settings
from common.files.file import FileId
from processor.quarantine import quarantining


@cache
def for_quarantine() -> quarantining.QuarantineSettings:
    """Read once a container. Raises SettingsError."""
    return settings.read(quarantining.QuarantineSettings)


def handler(event: dict[str, Any], _context: Any) -> dict[str, str]:
    """{"tenantId", "fileId", "versionId", "attempt", "run", "correlationId", …} → {"outcome": "ok"}, or "stale", or
    "gone" │ "refused" with "code" and "reason".

    Raises Busy, and whatever else a repetition may mend.
    """
    logs.setup()
    file_id = FileId(event["tenantId"], event["fileId"])
    task = quarantining.Task(file_id, event["versionId"], event["attempt"], event["run"])
    told = {"tenantId": file_id.tenant, "fileId": file_id.id, "attempt": task.attempt, "step": quarantining.STEP}
    with logs.bound(correlationId=event["correlationId"], **told):
        answer = quarantining.quarantine(task, for_quarantine())
        logs.info("step ended", outcome=answer["outcome"], code=answer.get("code"))
        return answer
