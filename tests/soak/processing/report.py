"""A soak of processing in figures, as Markdown."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.faults.log import Entry
from tests.soak.processing.evidence import Evidence
from tests.soak.processing.jobs import Job
from tests.soak.report import counts


@dataclass(frozen=True)
class Run:
    """What is told about a soak of processing besides what came of it. `bound`: so many runs of the router at once."""

    seed: int
    sent_seconds: float
    drained_seconds: float
    sent: Mapping[str, Job]
    given_up: Mapping[int, str]
    calls: Sequence[Entry]
    there: Evidence
    bound: int
    wrong: Sequence[str]


def text(run: Run) -> str:
    """The report."""
    ends = Counter(f"{one.status}{f' ({one.code})' if one.code else ''}" for one in run.there.files.values())
    struck = Counter(entry.did for entry in run.calls if entry.did)
    by_caller = Counter(entry.call.caller.rpartition("-")[2] for entry in run.calls if entry.did)
    figures = [
        ("seed", run.seed),
        ("files sent", f"{len(run.sent)} of {len(run.sent) + len(run.given_up)}"),
        ("kinds", counts(Counter(job.name for job in run.sent.values()))),
        ("time until all were sent, all were processed", f"{run.sent_seconds:.0f} s, {run.drained_seconds:.0f} s"),
        ("requests of functions to AWS", sum(1 for entry in run.calls if entry.call.caller)),
        ("faults between functions and AWS", counts(struck)),
        ("faults by function", counts(by_caller)),
        ("ends", counts(ends)),
        ("files whose run was begun anew", sum(one.attempt > 1 for one in run.there.files.values())),
        ("runs of the router", run.there.runs),
        ("of them at once, at most; allowed", f"{run.there.at_once}; {run.bound}"),
        ("left in the queue; dead letters", f"{run.there.waiting}; {len(run.there.dead_letters)}"),
        ("wrong", len(run.wrong)),
    ]
    lines = ["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in figures)]
    for title, found in {"Given up by clients": list(run.given_up.values()), "Wrong": run.wrong}.items():
        lines += ["", f"{title}:", "", *(f"- {line}" for line in found or ["nothing"])]
    return "\n".join(lines)
