"""When something is tried again, and after which pause. Pure, but for chance."""

import random
from dataclasses import dataclass

# Statuses by which servers say "not now"; S3's SlowDown is a 503.
PASSING = frozenset({429, 500, 502, 503, 504})


@dataclass(frozen=True)
class Backoff:
    """Up to `retries` further attempts after pauses of chance length ("full jitter"), whose bound doubles.

    Full jitter spreads those best who were turned away together: AWS Architecture Blog, "Exponential Backoff And
    Jitter".
    """

    retries: int = 5
    first_seconds: float = 1.0
    longest_seconds: float = 30.0

    def bound_seconds(self, failures: int) -> float:
        """The longest pause after so many failures (1, 2, …)."""
        return min(self.longest_seconds, self.first_seconds * 2.0 ** min(failures - 1, 30))

    def pause_seconds(self, failures: int, wanted_seconds: float = 0) -> float:
        """A pause after so many failures, at least what the server asked for (Retry-After), within reason."""
        chosen = random.uniform(0, self.bound_seconds(failures))  # noqa: S311 - no secret
        return max(chosen, min(wanted_seconds, self.longest_seconds))


def retry_after_seconds(header: str | None) -> float:
    """The seconds that a Retry-After header asks for; 0 when it is missing, a date or nonsense."""
    text = (header or "").strip()
    return float(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0.0
