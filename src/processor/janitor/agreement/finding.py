"""What was found on a page: counted, and mended where the run is to mend. Threads share one count."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from common import logs
from common.files.catalog import Stale
from common.janitor import findings
from common.janitor.findings import Kind, Tally
from common.janitor.run import SAMPLES, Run

# S3's own bound; nobody needs more of a key to find it.
_LONGEST_KEY = 256


@dataclass(frozen=True)
class Finding:
    """Something that is wrong: `key` is that of the file or object, `since` when (None: it is no matter of time).

    `mend` puts it right, or raises Stale when it has changed since it was read.
    """

    kind: Kind
    key: str
    since: datetime | None
    mend: Callable[[], object]
    size_bytes: int = 0


@dataclass(frozen=True)
class Look:
    """A few things to look at together: `size` of them; what is found is told one by one, as it is read."""

    size: int
    findings: Callable[["Count"], Iterable[Finding]]


@dataclass
class Count:
    """What a page of `run` came to. Of each kind whose mending is final it mends no more than `most` (None: all).

    A wrong table or bucket makes all there is look like nobody's.
    """

    run: Run
    now: datetime
    most: int | None = None
    tallies: dict[str, Tally] = field(default_factory=dict)
    samples: dict[str, list[str]] = field(default_factory=dict)
    unseen: int = 0
    _ended: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def settle(self, finding: Finding) -> None:
        """Mends it, unless it is too young or nothing is to be mended, and counts it."""
        young = finding.since is not None and finding.since > self.now - self.run.grace
        outcome = "young" if young else "left" if self.run.dry_run else self._mended(finding)
        tally = Tally(
            found=1,
            young=int(outcome == "young"),
            mended=int(outcome == "mended"),
            failed=int(outcome == "failed"),
            bytes=finding.size_bytes,
        )
        name = finding.kind.name
        with self._lock:
            self.tallies[name] = self.tallies.get(name, Tally()) + tally
            self.samples.setdefault(name, []).append(finding.key[:_LONGEST_KEY])

    def missed(self, number: int) -> None:
        """Counts what could not be looked at."""
        with self._lock:
            self.unseen += number

    @contextmanager
    def one(self, key: str) -> Iterator[None]:
        """What is wrong with one thing keeps back no other: it counts as not looked at."""
        try:
            yield
        except Exception:  # noqa: BLE001 - one bad row or object must not keep the others
            logs.failure("not looked at", key=key[:_LONGEST_KEY])
            self.missed(1)

    def _mended(self, finding: Finding) -> str:
        told = {"kind": finding.kind.name, "key": finding.key[:_LONGEST_KEY]}
        if finding.kind.final and not self._may_end(finding.kind.name):
            return "failed"
        try:
            finding.mend()
        except Stale:
            # Somebody was faster; should something still be wrong, the next run meets it again.
            return "left"
        except Exception:  # noqa: BLE001 - counted, and the others have a right to be mended
            logs.failure("not mended", **told)
            return "failed"
        logs.info("mended", **told)
        return "mended"

    def _may_end(self, name: str) -> bool:
        """Whether the run may end one more of that kind. It counts before it does so: threads share the bound."""
        if self.most is None:
            return True
        with self._lock:
            self._ended[name] += 1
            over = self.run.tallies.get(name, Tally()).mended + self._ended[name] - self.most
        if over == 1:
            logs.warning("held back: more than the clock may end", kind=name, most=self.most)
        return over <= 0

    def together(self) -> dict[str, object]:
        """What the run's row says with this page: tallies, samples, unseen."""
        tallies: Mapping[str, Tally] = self.run.tallies
        names = [name for name in findings.KINDS if name in tallies or name in self.tallies]
        return {
            "tallies": {name: tallies.get(name, Tally()) + self.tallies.get(name, Tally()) for name in names},
            "samples": {
                name: tuple(dict.fromkeys([*self.run.samples.get(name, ()), *sorted(self.samples.get(name, ()))]))[
                    :SAMPLES
                ]
                for name in names
            },
            "unseen": self.run.unseen + self.unseen,
        }
