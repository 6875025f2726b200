"""The faults that there are."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What happens to a request. The first five keep its effect from happening, the others do not.

    Cutting what has no body is to close before it would have come.
    """

    DROP = "drop"  # the connection is closed, nothing was passed on
    REFUSE = "refuse"  # an error is answered, nothing was passed on
    CUT_REQUEST = "cut request"  # a share of the body is passed on, then both sides are closed
    SHORTEN_REQUEST = "shorten request"  # a share of the body is passed on as if it were all
    DELAY = "delay"  # passed on after a while, nothing else
    LOSE_ANSWER = "lose answer"  # passed on and answered; the answer is thrown away and the connection closed
    REFUSE_AFTER = "refuse after"  # passed on and answered; an error is told instead
    CUT_ANSWER = "cut answer"  # a share of the answer's body is told, then the connection is closed
    SHORTEN_ANSWER = "shorten answer"  # a share of the answer's body is told as if it were all


class Error(StrEnum):
    """What a refusal says. Each service has its own words for these."""

    INTERNAL = "500"
    UNAVAILABLE = "503"
    SLOW_DOWN = "slow down"


@dataclass(frozen=True)
class Fault:
    """One fault. `error` is for refusals, `seconds` for delays, `share` (0 to below 1) for what is cut or shortened."""

    kind: Kind
    error: Error = Error.UNAVAILABLE
    seconds: float = 0.0
    share: float = 0.5

    def __post_init__(self) -> None:
        if not 0 <= self.share < 1:
            raise ValueError("share must be at least 0 and below 1")


DROP = Fault(Kind.DROP)
LOSE_ANSWER = Fault(Kind.LOSE_ANSWER)
