"""A soak of events in figures, as Markdown."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from tests.soak.events import sender
from tests.soak.events.run import Run


def text(run: Run) -> str:
    """The report."""
    lines = ["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in _figures(run))]
    return "\n".join([*lines, "", "Wrong:", "", *(f"- {line}" for line in run.wrong or ["nothing"])])


def _figures(run: Run) -> Iterable[tuple[str, object]]:
    answers = Counter(answer for journal in run.journals for answer in journal.answers.values())
    accepted = {pair for one in run.journals for pair, (told, _) in one.answers.items() if told == sender.ACCEPTED}
    bad = dict(run.there.bad)
    clients = Counter(entry.did for entry in run.calls if entry.did and not entry.call.caller)
    functions = Counter(entry.did for entry in run.calls if entry.did and entry.call.caller)
    yield "seed", run.seed
    yield "events sent", f"{sum(journal.job.count for journal in run.journals)} by {len(run.journals)} clients"
    yield "calls, and tries of them", f"{_sum(run, 'calls')}, {_sum(run, 'tries')}"
    yield "time until all were answered, and until all was settled", f"{run.seconds:.0f} s, {run.settled_seconds:.0f} s"
    yield "requests through the proxy", len(run.calls)
    yield "faults between clients and the API", _counts(clients)
    yield "faults between functions and AWS", _counts(functions)
    yield "clients whose key was refused after its revocation", sum(bool(one.key_refused) for one in run.journals)
    yield "dead letters that were sent again", run.redriven
    yield "rejected", _counts({code: many for (told, code), many in answers.items() if told == sender.REJECTED})
    yield "accepted = stored + bad", f"{len(accepted)} = {len(run.there.rows)} + {len(bad)}"
    yield "bad, by code; rows of them", f"{_counts(Counter(bad.values()))}; {len(run.there.bad)}"
    yield "lines in the archive; as its view reads them", f"{run.there.raw}; {sum(run.there.archived.values())}"
    yield "wrong", len(run.wrong)


def _sum(run: Run, name: str) -> int:
    return sum(getattr(journal, name) for journal in run.journals)


def _counts(found: Mapping[Any, int]) -> str:
    told = ", ".join(f"{count} {name}" for name, count in sorted(found.items(), key=lambda one: -one[1]))
    return f"{sum(found.values())}: {told}" if found else "none"
