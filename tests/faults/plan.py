"""Which request meets which fault. Pure: the same requests in the same order meet the same faults."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Protocol

from tests.faults.calls import Call
from tests.faults.fault import DROP, LOSE_ANSWER, Error, Fault, Kind


@dataclass(frozen=True)
class Match:
    """Which calls a rule is about: shell patterns, and names or `name=value` that the query must hold."""

    operation: str = "*"
    caller: str = "*"
    method: str = "*"
    host: str = "*"
    path: str = "*"
    query: tuple[str, ...] = ()

    def __call__(self, call: Call) -> bool:
        """Whether `call` is meant."""
        patterns = (
            (call.operation, self.operation),
            (call.caller, self.caller),
            (call.method, self.method),
            (call.host, self.host),
            (call.path, self.path),
        )
        held = {*call.query, *(f"{name}={value}" for name, value in call.query.items())}
        return all(fnmatchcase(*pair) for pair in patterns) and held.issuperset(self.query)


class Rule(Protocol):
    """Decides on the calls that it matches, which are counted for it by `group`."""

    @property
    def match(self) -> Match:
        """The calls that the rule is about."""

    def group(self, call: Call) -> str:
        """Calls of one group are counted together."""

    def fault(self, call: Call, nth: int) -> Fault | None:
        """What the `nth` call of its group, from 1, meets."""


@dataclass(frozen=True)
class Nth:
    """The `nth` matching call meets `strike`, and every one after it `then`, until the plan is changed."""

    match: Match
    strike: Fault
    nth: int = 1
    then: Fault | None = None

    def group(self, call: Call) -> str:
        """All calls are counted together."""
        return ""

    def fault(self, call: Call, nth: int) -> Fault | None:
        """Nothing before the turn comes."""
        return self.strike if nth == self.nth else self.then if nth > self.nth else None


def always(match: Match, fault: Fault) -> Nth:
    """Every matching call meets `fault`."""
    return Nth(match, fault, then=fault)


def dies_before(match: Match, nth: int) -> Nth:
    """The caller is as good as dead from before the effect of its `nth` matching call on."""
    return Nth(match, DROP, nth, then=DROP)


def dies_after(match: Match, nth: int) -> Nth:
    """The caller is as good as dead from after the effect of its `nth` matching call on."""
    return Nth(match, LOSE_ANSWER, nth, then=DROP)


# What networks and services do,
ROUGH: tuple[Fault, ...] = (
    DROP,
    LOSE_ANSWER,
    *(Fault(kind, error) for kind in (Kind.REFUSE, Kind.REFUSE_AFTER) for error in Error),
    Fault(Kind.CUT_REQUEST),
    Fault(Kind.CUT_ANSWER),
    Fault(Kind.DELAY, seconds=1.0),
)
# and what only a broken machine in between does.
MANGLED: tuple[Fault, ...] = (*ROUGH, Fault(Kind.SHORTEN_REQUEST), Fault(Kind.SHORTEN_ANSWER))


@dataclass(frozen=True)
class Chance:
    """Each matching call meets, with `probability`, one of `faults`, drawn by `seed`.

    The n-th call of an operation meets the same fault under the same seed, whatever calls of other operations come in
    between. The share of a body that gets through is drawn too, and a delay is a part of the one given.
    """

    seed: int
    probability: float
    match: Match = field(default_factory=Match)
    faults: Sequence[Fault] = ROUGH

    def group(self, call: Call) -> str:
        """Calls are counted by operation."""
        return call.operation

    def fault(self, call: Call, nth: int) -> Fault | None:
        """What chance, which is none, has for the call."""
        drawn = random.Random(f"{self.seed} {call.operation} {nth}")
        if drawn.random() >= self.probability:
            return None
        fault = drawn.choice(self.faults)
        return Fault(fault.kind, fault.error, fault.seconds * drawn.random(), drawn.random())


class Plan:
    """Rules in their order: each counts the calls that it matches, and the first that has a fault for one decides."""

    def __init__(self, *rules: Rule) -> None:
        self.rules = rules
        self._counts: Counter[tuple[int, str]] = Counter()

    def decide(self, call: Call) -> Fault | None:
        """What `call`, the next one, meets."""
        decided = None
        for index, rule in enumerate(self.rules):
            if rule.match(call):
                group = index, rule.group(call)
                self._counts[group] += 1
                decided = decided or rule.fault(call, self._counts[group])
        return decided

    def seen(self, rule: Rule) -> int:
        """How many calls `rule` has matched so far."""
        return sum(count for (index, _), count in self._counts.items() if self.rules[index] is rule)
