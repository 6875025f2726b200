"""What is known of runs of the janitor: plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Finding:
    """How often something was `found`; of these too `young` to be touched, `mended`, and `failed` to be.

    `means` says what it is and `remedy` how it is mended, in a sentence each. `bytes` is the room that all of them take
    up, `monthly_usd` what that costs. `samples` are keys of some; lists of runs have none.
    """

    kind: str
    means: str
    remedy: str
    found: int
    young: int
    mended: int
    failed: int
    bytes: int
    monthly_usd: float
    samples: tuple[str, ...] = ()


@dataclass(frozen=True)
class JanitorRun:
    """A run of the janitor as the API last told of it. `state`: waiting, running, done or failed.

    `by` is the user who began it, or a function; `phase` what it looks at. `unseen` counts what it could not look at.
    `told` is all that the API said.
    """

    run_id: str
    dry_run: bool
    by: str
    state: str
    phase: str | None
    grace_seconds: int
    started_at: datetime
    ended_at: datetime | None
    unseen: int
    findings: tuple[Finding, ...]
    bytes: int
    monthly_usd: float
    told: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def over(self) -> bool:
        """Whether it has come to its end."""
        return self.state in ("done", "failed")

    @property
    def left(self) -> int:
        """How many things it could not mend or, as a dry run, did not, though they are old enough.

        What somebody else changed before it could be mended is neither: it may be right by now.
        """
        return sum(one.found - one.young if self.dry_run else one.failed for one in self.findings)

    @property
    def agrees(self) -> bool:
        """Whether it came to a good end and left nothing that is old enough to be mended."""
        return self.state == "done" and not self.unseen and not self.left
