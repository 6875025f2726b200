"""An object has arrived: decide, tell the catalogue, record the decision, and only then remove what was refused.

In this order a crash between any two steps is mended by doing it all again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from common import catalog, objects
from common.admission import Admitted, Decision, Rejected, admit
from common.errors import Busy
from common.files import Arrival, File, Head, parse_key
from common.lifecycle import Status

# A row changes under a reader only when the logger, the sweeper and its owner meet; more often is no coincidence.
_ATTEMPTS = 4


@dataclass(frozen=True)
class Settled:
    """What was decided about one object version, and the catalogue's file as it is after it (None: unannounced)."""

    decision: Decision
    file: File | None


def settle(
    table: str,
    bucket: str,
    key: str,
    head: Head,
    *,
    by: str,
    at: datetime,
    record: Callable[[Settled], None],
) -> Settled:
    """Admits or rejects the version `head` of `key`; `record` is called with the outcome before anything is removed.

    Raises Busy when the catalogue's row keeps changing, or AWS asks for patience.
    """
    settled = _decide(table, key, head, by=by, at=at)
    record(settled)
    if isinstance(settled.decision, Rejected):
        objects.remove(bucket, key, head.version_id)
    return settled


def _decide(table: str, key: str, head: Head, *, by: str, at: datetime) -> Settled:
    file_id = parse_key(key)
    for _ in range(_ATTEMPTS):
        file = catalog.find(table, file_id) if file_id else None
        decision = admit(file, head)
        if file is None or not _changes_row(decision):
            return Settled(decision, file)
        try:
            return Settled(decision, _write(table, file, decision, head, by=by, at=at))
        except catalog.Stale:
            continue
    raise Busy


def _changes_row(decision: Decision) -> bool:
    return decision.first if isinstance(decision, Admitted) else decision.settles


def _write(table: str, file: File, decision: Decision, head: Head, *, by: str, at: datetime) -> File:
    if isinstance(decision, Admitted):
        arrival = Arrival(head.version_id, head.etag, head.size, head.last_modified)
        return catalog.move(table, file, Status.UPLOADED, by=by, at=at, arrival=arrival)
    return catalog.move(
        table,
        file,
        Status.REJECTED,
        by=by,
        at=at,
        rejection=decision.rejection,
        rejected_version=head.version_id,
    )
