"""What is printed of the turns: rates, calls by kind, the bill, and the goals."""

import statistics
from collections.abc import Mapping, Sequence

from bench import report
from bench.events import bill, ledger
from bench.events.ledger import Tally
from bench.events.prices import LOOKED_UP, PRICES, REGION
from bench.events.turns import Contestant, Turn
from bench.rounds import Times

FASTER, CHEAPER = 10, 5


def rates(contestants: Sequence[Contestant], counted: int) -> None:
    """Medians of the last `counted` turns; percentiles of all their calls."""
    rows = []
    for one in contestants:
        turns = one.turns[-counted:]
        took = Times(tuple(seconds for turn in turns for seconds in turn.latencies))
        stored = sorted(turn.events / turn.stored_seconds for turn in turns)
        rows.append(
            (
                one.name,
                f"{accepted_rate(turns):.0f}",
                f"{stored_rate(turns):.0f}",
                *(report.milliseconds(took.percentile(percent)) for percent in (50, 95)),
                f"{stored[0]:.0f}–{stored[-1]:.0f}",
            )
        )
    head = (
        "embedded AWS",
        "events/s accepted",
        "events/s stored",
        "a call, p50 ms",
        "p95 ms",
        "stored/s, all rounds",
    )
    print(f"\n{report.table(head, rows)}\n")


def calls(contestants: Sequence[Contestant], counted: int) -> None:
    """Calls for 1,000 events by kind."""
    tallies = {one.name: together(one.turns[-counted:]) for one in contestants}
    kinds = sorted({kind for tally, _ in tallies.values() for kind in tally.calls})
    rows = [(kind, *(_count(tally.calls[kind], events) for tally, events in tallies.values())) for kind in kinds]
    all_ = ("all", *(_count(sum(tally.calls.values()), events) for tally, events in tallies.values()))
    print(f"{report.table(('calls for 1,000 events', *tallies), [*rows, all_])}\n")


def bills(contestants: Sequence[Contestant], counted: int) -> None:
    """Dollars for a million events by price, and which price is most of it."""
    found = {one.name: bill.per_million(*together(one.turns[-counted:])) for one in contestants}
    rows = [
        (price.name, *(f"{one.get(name, 0):.3f}" for one in found.values()))
        for name, price in PRICES.items()
        if any(name in one for one in found.values())
    ]
    rows.append(("all", *(f"{bill.total(one):.2f}" for one in found.values())))
    rows.append(("all but GB-seconds", *(f"{bill.total(bill.without_time(one)):.2f}" for one in found.values())))
    head = (f"$ for a million events, {REGION}, {LOOKED_UP}", *found)
    print(f"{report.table(head, rows)}\n")
    for name, one in found.items():
        print(f"{name}: most of it is {bill.dearest(one)}")
    print()


def goals(ours: Contestant, others: Sequence[Contestant], counted: int) -> None:
    """Whether `ours` is ten times as fast and costs a fifth, beside each of the others."""
    for other in others:
        mine, theirs = (one.turns[-counted:] for one in (ours, other))
        faster = stored_rate(mine) / stored_rate(theirs)
        said = f"{ours.name}: {faster:.1f} × the events/s of {other.name} (goal: ≥ {FASTER})"
        print(report.goal(faster >= FASTER, said))
        bills_ = [bill.per_million(*together(turns)) for turns in (mine, theirs)]
        share, timeless = _share(*bills_), _share(*map(bill.without_time, bills_))
        said = (
            f"{ours.name}: {share:.2f} × the bill of {other.name} (goal: ≤ {1 / CHEAPER}); {timeless:.2f} but for time"
        )
        print(report.goal(share <= 1 / CHEAPER, said))


def _share(mine: Mapping[str, float], theirs: Mapping[str, float]) -> float:
    return bill.total(mine) / bill.total(theirs)


def stored_rate(turns: Sequence[Turn]) -> float:
    """Events a second until all was stored, the median."""
    return statistics.median(turn.events / turn.stored_seconds for turn in turns)


def accepted_rate(turns: Sequence[Turn]) -> float:
    """Events a second until all were accepted, the median."""
    return statistics.median(turn.events / turn.accepted_seconds for turn in turns)


def together(turns: Sequence[Turn]) -> tuple[Tally, int]:
    """What all turns asked of AWS, and for how many events."""
    return ledger.together(turn.tally for turn in turns), sum(turn.events for turn in turns)


def _count(calls: int, events: int) -> str:
    return f"{calls * 1000 / events:.1f}"
