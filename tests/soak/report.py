"""A soak in figures, as Markdown."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tests.faults.log import Entry
from tests.soak.crew import Outcome
from tests.soak.evidence import Evidence
from tests.soak.verdict import statuses

MB = 1_000_000


@dataclass(frozen=True)
class Run:
    """What is told about a soak besides what came of it."""

    seed: int
    seconds: float
    outcomes: Sequence[Outcome]
    calls: Sequence[Entry]
    swept: int
    there: Evidence
    wrong: Sequence[str]


def text(run: Run) -> str:
    """The report."""
    sent = [outcome for outcome in run.outcomes if outcome.file_id]
    refused = [outcome for outcome in run.outcomes if not outcome.file_id]
    parts = [entry.sent or 0 for entry in run.calls if entry.call.operation == "s3:UploadPart"]
    clients = Counter(entry.did for entry in run.calls if entry.did and not entry.call.caller)
    functions = Counter(entry.did for entry in run.calls if entry.did and entry.call.caller)
    lines = [
        ("seed", run.seed),
        ("files", f"{len(run.outcomes)}, {sum(one.job.size for one in run.outcomes) / MB:.0f} MB"),
        ("time", f"{run.seconds:.0f} s"),
        ("senders killed", f"{sum(one.kills for one in run.outcomes)}, of {_killed(run.outcomes)} files"),
        ("requests through the proxy", len(run.calls)),
        ("bytes of parts", f"{sum(parts) / MB:.0f} MB in {len(parts)} requests"),
        ("faults between clients and S3 or API", _counts(clients)),
        ("faults between functions and AWS", _counts(functions)),
        ("the clients said", f"{len(sent)} sent, {len(refused)} refused"),
        ("uploads in the catalogue", _counts(statuses(run.there.rows.values()))),
        ("of these ended by the sweeper", run.swept),
        ("wrong", len(run.wrong)),
    ]
    table = ["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in lines)]
    reasons = [f"- {one.job.filename}, {one.job.size} bytes, {one.job.method}: {one.refused}" for one in refused]
    ended = [f"- {row.filename}: {row.status}: {row.reason}" for row in run.there.rows.values() if row.reason]
    parts_of_it = [
        ("Refused", reasons),
        ("Ended otherwise than uploaded", ended),
        ("Wrong", [f"- {one}" for one in run.wrong]),
    ]
    return "\n".join(
        [*table, *(line for title, found in parts_of_it for line in ("", f"{title}:", "", *(found or ["- none"])))]
    )


def _killed(outcomes: Sequence[Outcome]) -> int:
    return sum(1 for outcome in outcomes if outcome.kills)


def _counts(counted: Counter) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counted.items(), key=lambda item: -item[1])) or "none"
