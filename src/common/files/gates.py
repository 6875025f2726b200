"""Whether the bytes of a file may be read: the one rule of the API. The bucket's policy holds the same line by tags."""

from common.files.file import File
from common.files.lifecycle import Status
from common.files.processing import ScanResult

# The tag that the scanner puts on a version; its values are those of ScanResult.
VERDICT_TAG = "verdict"

_OPEN = frozenset({Status.PROCESSING, Status.COMPLETED, Status.FAILED})


def readable(file: File, *, unscanned: bool) -> bool:
    """Whether inspection passed and the verdict is clean, or there is none where `unscanned` files are let through.

    A file that is processed once more stays as readable as it was until a new verdict says otherwise.
    """
    found = file.processing
    if file.status not in _OPEN or file.arrival is None or found is None or not found.media_type or not found.scan:
        return False
    return found.scan.result is ScanResult.CLEAN or (unscanned and found.scan.result is ScanResult.UNSCANNED)
