"""The texts of alerts and digests."""

from datetime import datetime

from common import times
from common.files.file import File
from common.files.notifications import S3Event
from common.files.verdicts import Verdict
from common.mail.letters import Letter, shown
from logger.totals import Totals

_SHOWN_TYPES = 20
_UNITS = ("kB", "MB", "GB", "TB")


def in_units(size_bytes: int) -> str:
    """`size_bytes` for people: `1.5 MB`; below 1 kB exact."""
    if size_bytes < 1000:
        return "1 byte" if size_bytes == 1 else f"{size_bytes} bytes"
    size, step = size_bytes / 1000, 0
    while size >= 999.95 and step < len(_UNITS) - 1:  # what would be written as 1000.0
        size, step = size / 1000, step + 1
    return f"{size:.1f} {_UNITS[step]}"


def alert(rule_name: str, verdict: Verdict, event: S3Event, file: File | None) -> Letter:
    """What the alert rule `rule_name` has to say about `verdict`. `file` is None when nobody announced the object."""
    size = in_units(verdict.size)
    if verdict.size >= 1000:
        size = f"{verdict.size} bytes ({size})"
    lines = [
        ("Outcome", verdict.outcome),
        ("Reason", f"{verdict.rejection.code}: {shown(verdict.rejection.reason)}" if verdict.rejection else None),
        ("File name", shown(file.filename) if file else None),
        ("Size", size),
        ("Type", shown(verdict.content_type)),
        ("Object", shown(event.key)),
        ("Version", shown(verdict.version_id)),
        ("Project", shown(file.project) if file else None),
        ("Owner", shown(file.owner) if file else None),
        ("Event", f"{shown(event.name)} at {times.text(event.happened_at)}"),
        ("Correlation", shown(file.correlation_id) if file else None),
    ]
    told = [f"{label + ':':<13}{value}" for label, value in lines if value is not None]
    return Letter(
        subject=f"[Inlet] Upload {verdict.outcome}: {in_units(verdict.size)} (rule {rule_name})",
        body="\n".join([*told, "", f"You receive this because of the alert rule {rule_name}.", ""]),
    )


def digest(hour: datetime, totals: Totals) -> Letter:
    """What was recorded in `hour`: figures only, and the types as the clients declared them."""
    rejected = sum(totals.rejected.values())
    lines = [
        f"Recorded in the hour from {times.text(hour)}:",
        "",
        f"Arrived:   {totals.arrivals} objects of {len(totals.tenants)} tenants",
        f"Bytes:     {totals.size_bytes} ({in_units(totals.size_bytes)})",
        f"Admitted:  {totals.admitted}",
        f"Rejected:  {rejected}",
        *(f"  {count:>8}  {shown(code)}" for code, count in totals.rejected.most_common()),
        *([f"Infected:  {totals.infected}"] if totals.infected else []),
        *([f"Found by the sweeper, without a notification: {totals.swept}"] if totals.swept else []),
        "",
        "By type:",
        *_by_type(totals),
        "",
    ]
    return Letter(
        f"[Inlet] {totals.arrivals} arrivals, {rejected} rejected, {hour:%Y-%m-%d %H}:00 UTC", "\n".join(lines)
    )


def _by_type(totals: Totals) -> list[str]:
    ranked = sorted(totals.by_type.items(), key=lambda entry: (-entry[1].count, entry[0]))
    lines = [
        f"  {tally.count:>8}  {in_units(tally.size_bytes):>12}  {shown(name)}" for name, tally in ranked[:_SHOWN_TYPES]
    ]
    others = [tally for _, tally in ranked[_SHOWN_TYPES:]]
    if others:
        size_bytes = sum(tally.size_bytes for tally in others)
        count = sum(tally.count for tally in others)
        lines.append(f"  {count:>8}  {in_units(size_bytes):>12}  {len(others)} other types")
    return lines or ["  none"]
