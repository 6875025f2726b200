"""How much clamd is made to look at, and its configuration. Pure.

What exceeds a limit gets no verdict: clamd is told to say so rather than to call it clean.
"""

from pathlib import Path

# ClamAV cannot scan more in one file (clamd.conf(5), MaxFileSize). docs/security.md has the arithmetic of time.
MAX_FILE_BYTES = 2_000_000_000
# The file, and all that is unpacked from it. Not more than one file may have: of an entry of a zip that unpacks to more
# clamd scans the beginning and calls it clean. So what it has scanned by then is too much, which it tells.
MAX_SCAN_BYTES = MAX_FILE_BYTES
MAX_FILES = 10_000
MAX_RECURSION = 17

# Options that people may ask for differently, with the reason why they stand as they do:
# - AlertExceedsMax: what was not looked at to its end is not clean.
# - AlertEncryptedArchive: nobody can look into it. Documents that ask for a password pass: their viewers run nothing.
# - ConcurrentDatabaseReload, SelfCheck: another engine is started for new definitions, never two in memory.
# - ScanImageFuzzyHash: for it images are decoded whole, whatever they claim: a PNG of 400 KB took 2 GB, and half a
#   minute. Recognising the pictures that phishing embeds is not worth that; the bytes of images are scanned anyway.
# - ReadTimeout, CommandReadTimeout: S3 may stall in the middle of a file.
# - MaxThreads: one file at a time is all that an instance of the function does.
_CONFIGURATION = """\
Foreground yes
LocalSocket {socket}
LocalSocketMode 600
DatabaseDirectory {definitions}
TemporaryDirectory {scratch}
FixStaleSocket yes
MaxThreads 1
ConcurrentDatabaseReload no
SelfCheck 0
ReadTimeout 300
CommandReadTimeout 300
StreamMaxLength {file_bytes}
MaxFileSize {file_bytes}
MaxScanSize {scan_bytes}
MaxScanTime {milliseconds}
MaxRecursion {recursion}
MaxFiles {files}
ScanImageFuzzyHash no
AlertExceedsMax yes
AlertEncryptedArchive yes
"""


def configuration(*, definitions: Path, folder: Path, scan_seconds: int) -> str:
    """clamd.conf for an engine that works in `folder` and may look at one file for `scan_seconds`."""
    return _CONFIGURATION.format(
        socket=socket(folder),
        definitions=definitions,
        scratch=folder,
        file_bytes=MAX_FILE_BYTES,
        scan_bytes=MAX_SCAN_BYTES,
        milliseconds=scan_seconds * 1000,
        recursion=MAX_RECURSION,
        files=MAX_FILES,
    )


def socket(folder: Path) -> Path:
    """Where an engine that works in `folder` listens. Short: such a path has at most 107 bytes."""
    return folder / "clamd.sock"
