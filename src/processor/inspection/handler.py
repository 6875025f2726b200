"""Entry of `inspect`, the first task of the state machine: a version in, its media type or a refusal out."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from common import logs, settings
from processor.inspection import inspecting


@dataclass(frozen=True)
class InspectionSettings:
    """The function `inspect`."""

    catalog_table: str
    uploads_bucket: str


@cache
def for_inspection() -> InspectionSettings:
    """Read once a container. Raises SettingsError."""
    return settings.read(InspectionSettings)


def handler(event: dict[str, Any], context: Any) -> dict[str, str]:
    """{"tenantId", "fileId", "versionId", "attempt", "run", "correlationId", …} → {"outcome": "ok", "mediaType": "…"},
    {"outcome": "refused", "code": "…", "reason": "…"}, {"outcome": "stale"} or {"outcome": "gone", "code", "reason"}.

    What is raised the state machine tries again.
    """
    logs.setup()
    conf = for_inspection()
    task = inspecting.read(event)
    told = {
        "tenantId": task.file_id.tenant,
        "fileId": task.file_id.id,
        "attempt": task.attempt,
        "step": inspecting.STEP,
    }
    with logs.bound(correlationId=event["correlationId"], **told):
        try:
            return inspecting.inspect(task, conf.catalog_table, conf.uploads_bucket)
        except Exception as reason:
            logs.warning("step broke", kind=type(reason).__name__)
            raise
