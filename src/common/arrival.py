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


@dataclass(frozen=True)
class Settler:
    """Settles arrivals in the name of `by`.

    With `stay_listed` the row that it settles stays in the index of pending files: for whoever has nothing but this
    index to find again what a crash left undone, and unlists the row when all is done.
    """

    table: str
    bucket: str
    by: str
    stay_listed: bool = False

    def settle(
        self, key: str, file: File | None, head: Head, *, at: datetime, record: Callable[[Settled], None]
    ) -> Settled:
        """Admits or rejects the version `head` of `key`, whose row was just read as `file`.

        `record` is called with the outcome before anything is removed. Raises Busy when the catalogue's row keeps
        changing, or AWS asks for patience.
        """
        settled = self._decide(key, file, head, at)
        record(settled)
        if isinstance(settled.decision, Rejected):
            objects.remove(self.bucket, key, head.version_id)
        return settled

    def _decide(self, key: str, file: File | None, head: Head, at: datetime) -> Settled:
        file_id = parse_key(key)
        for _ in range(_ATTEMPTS):
            decision = admit(file, head)
            if file is None or not _changes_row(decision):
                return Settled(decision, file)
            try:
                return Settled(decision, self._write(file, decision, head, at))
            except catalog.Stale:
                file = catalog.find(self.table, file_id) if file_id else None
        raise Busy

    def _write(self, file: File, decision: Decision, head: Head, at: datetime) -> File:
        if isinstance(decision, Admitted):
            # S3 tells whole seconds: an upload must not seem to have come before it was asked for.
            uploaded_at = max(head.last_modified, file.created_at)
            return catalog.move(
                self.table,
                file,
                Status.UPLOADED,
                by=self.by,
                at=at,
                arrival=Arrival(head.version_id, head.etag, head.size, uploaded_at),
                stay_listed=self.stay_listed,
            )
        return catalog.move(
            self.table,
            file,
            Status.REJECTED,
            by=self.by,
            at=at,
            rejection=decision.rejection,
            rejected_version=head.version_id,
            stay_listed=self.stay_listed,
        )


def _changes_row(decision: Decision) -> bool:
    return decision.first if isinstance(decision, Admitted) else decision.settles
