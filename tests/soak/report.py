"""A soak in figures, as Markdown."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.faults.log import Entry
from tests.soak.crew import Outcome
from tests.soak.evidence import Evidence
from tests.soak.verdict import UPLOADED, statuses

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
    lines = ["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in _figures(run))]
    rows = run.there.rows.values()
    refused = Counter(f"{one.refused}" for one in run.outcomes if not one.file_id)
    ended = Counter(f"{row.status}: {row.reason}" for row in rows if row.status != UPLOADED)
    sections = {"Given up by clients": _each(refused), "Not uploaded": _each(ended), "Wrong": run.wrong}
    for title, found in sections.items():
        lines += ["", f"{title}:", "", *(f"- {line}" for line in found or ["nothing"])]
    return "\n".join(lines)


def _figures(run: Run) -> list[tuple[str, object]]:
    sent = [one for one in run.outcomes if one.file_id]
    in_parts = [one.job.size for one in sent if one.job.in_parts]
    parts = [entry.sent or 0 for entry in run.calls if entry.call.operation == "s3:UploadPart"]
    clients = Counter(entry.did for entry in run.calls if entry.did and not entry.call.caller)
    functions = Counter(entry.did for entry in run.calls if entry.did and entry.call.caller)
    return [
        ("seed", run.seed),
        ("files", f"{len(run.outcomes)}, {_mb(one.job.size for one in run.outcomes)}"),
        ("time until all were sent or given up", f"{run.seconds:.0f} s"),
        ("clients killed", f"{sum(one.kills for one in run.outcomes)}, of {_killed(run.outcomes)} files"),
        ("requests through the proxy", len(run.calls)),
        ("faults between clients and S3 or API", counts(clients)),
        ("faults between functions and AWS", counts(functions)),
        ("sent in parts", f"{_mb(in_parts)} in {len(in_parts)} files, by {len(parts)} requests with {_mb(parts)}"),
        ("files, as the clients say", f"{len(sent)} sent, {len(run.outcomes) - len(sent)} given up"),
        ("uploads, as the catalogue says", counts(statuses(run.there.rows.values()))),
        ("pending until the sweeper ended them", run.swept),
        ("wrong", len(run.wrong)),
    ]


def _mb(sizes: Iterable[int]) -> str:
    return f"{sum(sizes) / MB:.0f} MB"


def _each(counted: Counter[str]) -> list[str]:
    return [f"{count} × {what}" for what, count in counted.most_common()]


def _killed(outcomes: Sequence[Outcome]) -> int:
    return sum(1 for outcome in outcomes if outcome.kills)


def counts(counted: Mapping[Any, int]) -> str:
    """How much there is of each, the most first, after the sum of all."""
    each = sorted(counted.items(), key=lambda item: -item[1])
    return f"{sum(counted.values())}: {', '.join(f'{count} {name}' for name, count in each)}" if each else "none"
