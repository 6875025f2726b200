"""What a scanner's words mean: clean, infected, or no verdict, and why. Pure.

Whatever is not known to be clean is not.
"""

import re
from dataclasses import dataclass
from typing import Any

from common.files.processing import ScanResult

_FOUND = re.compile(r"stream: (?P<name>\S+) FOUND")
# clamd adds it to what a database without ClamAV's signature recognised.
_UNOFFICIAL = ".UNOFFICIAL"
_LIMIT = "Heuristics.Limits.Exceeded."
_ENCRYPTED = "Heuristics.Encrypted."
_TOO_LARGE = "INSTREAM size limit exceeded. ERROR"

_LIMITS = {
    "MaxFileSize": "It holds a file that is larger than can be scanned.",
    "MaxFiles": "It holds more files than are scanned.",
    "MaxRecursion": "Its archives are nested deeper than is scanned.",
    "MaxScanSize": "Unpacked it is larger than is scanned.",
    "MaxScanTime": "Scanning it takes longer than is allowed.",
}
_GUARDDUTY = {
    "ACCESS_DENIED": "GuardDuty was not allowed to read the file.",
    "FAILED": "GuardDuty could not scan the file.",
    "UNSUPPORTED": "GuardDuty does not scan such a file: it may be encrypted, too large or nested too deep.",
}
_NAME_CHARACTERS = 200


class Unclear(Exception):
    """The scanner failed, and may fare better next time."""


@dataclass(frozen=True)
class Verdict:
    """What was found of a version: `signature` names it. `code` and `reason` say why it is not clean; else None."""

    result: ScanResult
    signature: str | None = None
    code: str | None = None
    reason: str | None = None


CLEAN = Verdict(ScanResult.CLEAN)
# By configuration there is no scanner: not a fault of the file.
UNSCANNED = Verdict(ScanResult.UNSCANNED)
ZIP64 = Verdict(
    ScanResult.UNSCANNED,
    "Zip64",
    "too_complex_to_scan",
    "The archive is of the form Zip64, which cannot be scanned; pack it anew without.",
)
TOO_LARGE = Verdict(ScanResult.UNSCANNED, None, "too_large_to_scan", "The file is larger than can be scanned.")
TOO_SLOW = Verdict(
    ScanResult.UNSCANNED,
    None,
    "too_slow_to_scan",
    "Reading and scanning the file takes longer than is allowed; it may be tried again.",
)
NO_VERDICT = Verdict(
    ScanResult.UNSCANNED,
    None,
    "no_verdict",
    "GuardDuty has not told its verdict; once it does, this begins again.",
)


def of_clamd(answer: str) -> Verdict:
    """The meaning of clamd's answer to a stream: "stream: OK". Raises Unclear when it could not scan."""
    if answer == "stream: OK":
        return CLEAN
    if answer == _TOO_LARGE:
        return TOO_LARGE
    found = _FOUND.fullmatch(answer)
    if not found:
        raise Unclear(answer)
    name = _tidy(found["name"].removesuffix(_UNOFFICIAL))
    if name.startswith(_LIMIT):
        why = _LIMITS.get(name.removeprefix(_LIMIT), "It is more than is scanned.")
        return _unscanned("too_complex_to_scan", name, f"The file could not be scanned to its end. {why}")
    if name.startswith(_ENCRYPTED):
        return _unscanned("encrypted_archive", name, "The archive is encrypted, so that nobody can scan what it holds.")
    return _infected(name)


def of_guardduty(status: str, threats: list[Any]) -> Verdict:
    """The meaning of GuardDuty's scan result: only NO_THREATS_FOUND is clean.

    https://docs.aws.amazon.com/guardduty/latest/ug/monitor-with-eventbridge-s3-malware-protection.html
    """
    if status == "NO_THREATS_FOUND":
        return CLEAN
    if status == "THREATS_FOUND":
        names = [threat.get("name") if isinstance(threat, dict) else threat for threat in threats]
        return _infected(_tidy(", ".join(name for name in names if isinstance(name, str)) or "unnamed"))
    return _unscanned("no_verdict", _tidy(status), _GUARDDUTY.get(status, "GuardDuty gave no verdict on the file."))


def _infected(name: str) -> Verdict:
    return Verdict(ScanResult.INFECTED, name, "infected", f"The scanner recognised {name} in the file.")


def _unscanned(code: str, name: str | None, reason: str) -> Verdict:
    return Verdict(ScanResult.UNSCANNED, name, code, reason)


def _tidy(name: str) -> str:
    return "".join(sign for sign in name if sign.isprintable())[:_NAME_CHARACTERS]
