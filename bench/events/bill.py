"""What a tally costs at list prices. Fixed costs, storage, logs and data transfer are not in it."""

from collections.abc import Mapping

from bench.events.ledger import Tally
from bench.events.prices import PRICES

MILLION = 1_000_000


def per_million(tally: Tally, events: int) -> dict[str, float]:
    """Dollars for a million events by the names of the prices, in their order, when `events` cost this."""
    return {
        name: tally.charged[name] * price.dollars / price.per * MILLION / events
        for name, price in PRICES.items()
        if tally.charged.get(name)
    }


def total(bill: Mapping[str, float]) -> float:
    """All of it."""
    return sum(bill.values())


def without_time(bill: Mapping[str, float]) -> dict[str, float]:
    """All but what is charged by duration: that is the emulator's, which is not as fast or slow as AWS."""
    return {name: dollars for name, dollars in bill.items() if name != "lambda_gb_seconds"}


def dearest(bill: Mapping[str, float]) -> str:
    """`DynamoDB, writes of rows 44 %`: what costs most, and its share."""
    name = max(bill, key=lambda one: bill[one])
    return f"{PRICES[name].name} {100 * bill[name] / total(bill):.0f} %"
