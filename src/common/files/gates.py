"""Whether the bytes of a file may be read: the one rule of the API. The bucket's policy holds the same line by tags."""

from common.files.file import File
from common.files.lifecycle import Status
from common.files.processing import Scan, ScanResult

# The tag that the scanner puts on a version, and whose verdict it is where there is none, by configuration.
VERDICT_TAG = "verdict"
NO_SCANNER = "none"
_REFUSED = "refused"

_OPEN = frozenset({Status.PROCESSING, Status.COMPLETED, Status.FAILED})


def readable(file: File, *, unscanned: bool) -> bool:
    """Whether inspection passed and the verdict is clean, or there is none where `unscanned` files are let through.

    A file that is processed once more stays as readable as it was until a new verdict says otherwise.
    """
    found = file.processing
    if file.status not in _OPEN or file.arrival is None or found is None or not found.media_type or not found.scan:
        return False
    return found.scan.result is ScanResult.CLEAN or (unscanned and _by_nobody(found.scan))


def tag(scan: Scan) -> str:
    """The tag's value for a verdict: clean, infected, unscanned, or refused, which is never opened by any policy.

    What a scanner had no verdict on is not what nobody scanned: it stays closed when there is no scanner any more.
    """
    refused = scan.result is ScanResult.UNSCANNED and not _by_nobody(scan)
    return _REFUSED if refused else scan.result.value


def _by_nobody(scan: Scan) -> bool:
    return scan.result is ScanResult.UNSCANNED and scan.scanner == NO_SCANNER
