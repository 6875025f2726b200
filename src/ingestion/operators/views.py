"""How the API shows runs of the janitor. Pure."""

from typing import Any

from common import times
from common.janitor.findings import KINDS, Prices, Tally, monthly_usd
from common.janitor.run import Run

# What a month costs is told to the millionth of a dollar: more is noise.
_DIGITS = 6


def run(one: Run, prices: Prices) -> dict[str, Any]:
    """A run, with each kind that it found something of, in the order in which the kinds are known."""
    found = [_finding(name, one.tallies[name], prices) for name in KINDS if name in one.tallies]
    return {
        "runId": one.id,
        "dryRun": one.dry_run,
        "by": one.by,
        "tenantId": one.tenant,
        "state": one.state.value,
        "phase": one.phase,
        "graceSeconds": int(one.grace.total_seconds()),
        "startedAt": times.text(one.started_at),
        "endedAt": times.text(one.ended_at) if one.ended_at else None,
        "unseen": one.unseen,
        "findings": found,
        "bytes": sum(each["bytes"] for each in found),
        "monthlyUsd": round(sum(each["monthlyUsd"] for each in found), _DIGITS),
    }


def with_samples(one: Run, prices: Prices) -> dict[str, Any]:
    """The same, with some of what was found of each kind."""
    view = run(one, prices)
    for each in view["findings"]:
        each["samples"] = list(one.samples.get(each["kind"], ()))
    return view


def _finding(name: str, tally: Tally, prices: Prices) -> dict[str, Any]:
    kind = KINDS[name]
    return {
        "kind": name,
        "means": kind.means,
        "remedy": kind.mended,
        "found": tally.found,
        "young": tally.young,
        "mended": tally.mended,
        "failed": tally.failed,
        "bytes": tally.bytes,
        "monthlyUsd": round(monthly_usd(kind, tally.bytes, prices), _DIGITS),
    }
