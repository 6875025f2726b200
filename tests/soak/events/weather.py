"""The faults of a soak of events: a rough network on both sides, and a processor that dies again and again."""

import random
from dataclasses import dataclass, field

from tests.faults.calls import Call
from tests.faults.fault import DROP, LOSE_ANSWER, Fault
from tests.faults.plan import ROUGH, Chance, Match, Plan


@dataclass(frozen=True)
class Deaths:
    """A caller that dies now and then: one call fails before or after its effect, and the next few with it.

    Of each `every` calls one is such an end, drawn by `seed`; `lasting` calls are dropped after it, which is what a
    process that is gone does not do any more, whatever it was about to.
    """

    seed: int
    match: Match
    every: int = 150
    lasting: int = 6
    ends: dict[int, int] = field(default_factory=dict, compare=False)

    def group(self, call: Call) -> str:
        """All calls of the caller are counted together."""
        return ""

    def fault(self, call: Call, nth: int) -> Fault | None:
        """The end, or what comes after it."""
        round_ = (nth - 1) // self.every
        if round_ not in self.ends:
            self.ends[round_] = random.Random(f"{self.seed} {round_}").randrange(self.every - self.lasting)
        since = (nth - 1) % self.every - self.ends[round_]
        if since == 0:
            return random.Random(f"{self.seed} {round_} how").choice((DROP, LOSE_ANSWER))
        return DROP if 0 < since <= self.lasting else None


def storm(seed: int, processor: str) -> Plan:
    """The plan of a soak. `processor` is the function's full name."""
    return Plan(
        Deaths(seed, Match(caller=processor)),
        Chance(seed, 0.10, Match("api:*", caller=""), ROUGH),
        Chance(seed, 0.02, Match(caller="?*"), ROUGH),
    )
