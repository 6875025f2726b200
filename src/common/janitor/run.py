"""A run of the janitor, and how it stands in its row. Pure."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from common import times
from common.janitor.findings import Tally

PK = "JANITOR"
PREFIX = "RUN#"
# A run's row is kept so long; DynamoDB deletes it then.
KEPT = timedelta(days=90)
# So many keys are kept as examples of each kind.
SAMPLES = 20

Item = dict[str, Any]


class State(StrEnum):
    """Where a run stands. `waiting`: nobody has worked on it yet. `failed`: it came to no end, however often tried."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Run:
    """One run through all rows and objects, or those of one `tenant`.

    A dry run writes nothing. What is younger than `grace` is counted and left. `by` is a user's id, or a function's
    name. `position` is where it goes on, as JSON text, in its `phase`; both None before the first page, and `position`
    also at the beginning of a phase. `tallies` and `samples` are by the name of the kind. `unseen` counts what could
    not be looked at, which the log names. `tries` is how often it was taken up since its last page, and `holder` who
    works on it, until `lease_until`. `revision` counts its changes.
    """

    id: str
    dry_run: bool
    by: str
    grace: timedelta
    started_at: datetime
    state: State = State.WAITING
    ended_at: datetime | None = None
    tenant: str | None = None
    phase: str | None = None
    position: str | None = None
    tallies: Mapping[str, Tally] = field(default_factory=dict)
    samples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unseen: int = 0
    tries: int = 0
    holder: str | None = None
    lease_until: datetime | None = None
    revision: int = 1

    @property
    def over(self) -> bool:
        """Whether nobody will work on it any more."""
        return self.state in (State.DONE, State.FAILED)


def key(run_id: str) -> Item:
    """The primary key of a run's row."""
    return {"pk": {"S": PK}, "sk": {"S": f"{PREFIX}{run_id}"}}


def to_item(run: Run) -> Item:
    """The row; what is None is absent."""
    values: dict[str, str | int | datetime | None] = {
        "dryRun": int(run.dry_run),
        "by": run.by,
        "graceSeconds": int(run.grace.total_seconds()),
        "startedAt": run.started_at,
        "state": run.state.value,
        "endedAt": run.ended_at,
        "tenant": run.tenant,
        "phase": run.phase,
        "position": run.position,
        "tallies": json.dumps({name: asdict(tally) for name, tally in run.tallies.items()}),
        "samples": json.dumps(dict(run.samples), ensure_ascii=False),
        "unseen": run.unseen,
        "tries": run.tries,
        "holder": run.holder,
        "leaseUntil": run.lease_until,
        "revision": run.revision,
        "ttl": int((run.started_at + KEPT).timestamp()),
    }
    return key(run.id) | {name: _attribute(value) for name, value in values.items() if value is not None}


def from_item(item: Item) -> Run:
    """The run that `to_item` wrote."""
    row: dict[str, Any] = {name: next(iter(value.values())) for name, value in item.items()}
    return Run(
        id=row["sk"].removeprefix(PREFIX),
        dry_run=row["dryRun"] == "1",
        by=row["by"],
        grace=timedelta(seconds=int(row["graceSeconds"])),
        started_at=times.parse(row["startedAt"]),
        state=State(row["state"]),
        ended_at=_time(row.get("endedAt")),
        tenant=row.get("tenant"),
        phase=row.get("phase"),
        position=row.get("position"),
        tallies={name: Tally(**tally) for name, tally in json.loads(row["tallies"]).items()},
        samples={name: tuple(keys) for name, keys in json.loads(row["samples"]).items()},
        unseen=int(row["unseen"]),
        tries=int(row["tries"]),
        holder=row.get("holder"),
        lease_until=_time(row.get("leaseUntil")),
        revision=int(row["revision"]),
    )


def _attribute(value: str | int | datetime) -> Any:
    if isinstance(value, datetime):
        return {"S": times.text(value)}
    return {"N": str(value)} if isinstance(value, int) else {"S": value}


def _time(text: str | None) -> datetime | None:
    return times.parse(text) if text else None
