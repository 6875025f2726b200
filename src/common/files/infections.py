"""That the scanner found something in a version: how the logger is told, and what it makes of that. Pure."""

import json

from common.files import notifications
from common.files.file import Arrival, File, FileId, Rejection
from common.files.notifications import CORRELATION, Malformed, S3Event
from common.files.processing import Scan
from common.files.verdicts import INFECTED, Verdict

# Who passed the verdict, as the audit log names it.
FINDER = "scan"

# Beside what stands in S3's records, one of these says by which scanner, and what it recognised.
_SCAN = "scan"
_LONGEST = 200


def message(bucket: str, file_id: FileId, arrival: Arrival, scan: Scan, correlation_id: str) -> str:
    """The message that tells the logger of the infected version `arrival`: the same, whenever it is told again."""
    record = notifications.infected(bucket, file_id.key, arrival.version_id, arrival.size, at=scan.at)
    record[_SCAN] = {"scanner": scan.scanner, "signature": (scan.signature or "")[:_LONGEST]}
    return json.dumps({"Records": [record], CORRELATION: correlation_id})


def verdict(event: S3Event, file: File | None) -> Verdict:
    """The verdict that `event` tells, which is of kind INFECTED. Raises Malformed.

    `file` is what stands under its key; None when its row is gone meanwhile.
    """
    told = event.record.get(_SCAN)
    scanner, signature = (told.get(name) for name in ("scanner", "signature")) if isinstance(told, dict) else (None, "")
    if not isinstance(scanner, str) or not scanner or not isinstance(signature, str):
        raise Malformed("the record does not say what was found")
    found = f"recognised {signature}" if signature else "found something"
    return Verdict(
        version_id=event.version_id or "",
        size=event.size or 0,
        content_type=file.content_type if file else "",
        rejection=Rejection(INFECTED, f"The scanner {scanner} {found} in it; the file goes into quarantine."),
    )
