"""What DynamoDB is asked to read, counted where boto3 has its answers."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

UNIT_BYTES = 4096
_READING = {"GetItem", "BatchGetItem", "Query", "Scan"}
_KEYS = {"pk", "sk", "statusKey", "statusAt"}

Returned = TypeVar("Returned")


@dataclass
class Reads:
    """`calls` by operation; `places` are rows that hold no more than keys, `rows` all others.

    `units` are read units by AWS's rules: all rows of a query together, but each row that is got by its key, in steps
    of 4 KB; half as many where a read need not be consistent.
    """

    calls: Counter[str] = field(default_factory=Counter)
    places: int = 0
    rows: int = 0
    units: float = 0.0

    def add(self, operation: str, sizes: Iterable[tuple[bool, int]], *, consistent: bool) -> None:
        """A call that read rows: of each whether it is a place, and its bytes."""
        self.calls[operation] += 1
        read = list(sizes)
        self.places += sum(place for place, _ in read)
        self.rows += sum(not place for place, _ in read)
        together = [sum(size for _, size in read)] if operation in ("Query", "Scan") else [size for _, size in read]
        steps = sum(max(1, -(-size // UNIT_BYTES)) for size in together or [0])
        self.units += steps if consistent else steps / 2


class Watch:
    """Counts what the clients of a session read; has to be there before they are made."""

    def __init__(self, session: Any) -> None:
        self._reads = Reads()
        session.events.register("before-parameter-build.dynamodb", _note)
        session.events.register("after-call.dynamodb", self._count)

    def during(self, act: Callable[[], Returned]) -> tuple[Returned, Reads]:
        """What `act` returns, and what it read."""
        reads = self._reads = Reads()
        try:
            return act(), reads
        finally:
            self._reads = Reads()

    def _count(self, parsed: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        if model.name not in _READING:
            return
        sizes = [(row.keys() <= _KEYS, size(row)) for row in _rows(parsed)]
        self._reads.add(model.name, sizes, consistent=_consistent(context["asked"]))


def size(row: dict[str, Any]) -> int:
    """The bytes of a row: names and values, about as AWS counts them."""
    return sum(len(name.encode()) + _value(value) for name, value in row.items())


def _note(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    context["asked"] = params


def _rows(parsed: dict[str, Any]) -> list[dict[str, Any]]:
    batches = [row for rows in parsed.get("Responses", {}).values() for row in rows]
    return [*parsed.get("Items", ()), *batches, *([parsed["Item"]] if "Item" in parsed else ())]


def _consistent(asked: dict[str, Any]) -> bool:
    return any(one.get("ConsistentRead") for one in (asked, *asked.get("RequestItems", {}).values()))


def _value(value: dict[str, Any]) -> int:
    ((kind, inner),) = value.items()
    if kind == "M":
        return 3 + sum(1 + len(name.encode()) + _value(one) for name, one in inner.items())
    if kind in ("L", "SS"):
        return 3 + sum(1 + (_value(one) if kind == "L" else len(one.encode())) for one in inner)
    return len(str(inner).encode())
