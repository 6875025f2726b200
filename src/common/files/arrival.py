"""An object has arrived: decide, tell the catalogue, record the decision, and only then remove what was refused.

In this order a crash between any two steps is mended by doing it all again. What only its bytes can prove goes to the
verifier first, and comes back with their digest.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from common import queues
from common.errors import Busy
from common.files import catalog, objects
from common.files.admission import UNVERIFIABLE, Admitted, Decision, Judgement, Rejected, Unproven, admit
from common.files.file import Arrival, File, Head, parse_key
from common.files.lifecycle import Status

# A row changes under a reader only when the logger, the sweeper and its owner meet; more often is no coincidence.
_ATTEMPTS = 4

# Each is delivered several times. What so many could not read nobody will.
_VERIFICATIONS = 3


@dataclass(frozen=True)
class Settled:
    """What was decided about one object version, and the catalogue's file as it is after it (None: unannounced)."""

    decision: Judgement
    file: File | None


@dataclass(frozen=True)
class Settler:
    """Settles arrivals in the name of `by`; what has to be read goes into the queue named `verifications`.

    With `last_resort` it is for whoever has nothing but the index of pending files to find again what a crash left
    undone: the row that it settles stays there until it is unlisted, and a verification that is under way counts as
    lost, and is asked for again; after the third request the version is rejected as unverifiable.
    """

    table: str
    bucket: str
    verifications: str
    by: str
    last_resort: bool = False

    def settle(
        self,
        key: str,
        file: File | None,
        head: Head,
        *,
        request: str,
        at: datetime,
        record: Callable[[Settled], None],
    ) -> Settled | None:
        """Admits or rejects the version `head` of `key`, whose row was just read as `file`.

        `record` is called with the outcome before anything is removed. None: its bytes have to be read first, for which
        `request` is handed to the verifier. Raises Busy when the catalogue's row keeps changing, or AWS asks for
        patience.
        """
        settled = self._decide(key, file, head, request, at)
        if settled is None:
            return None
        record(settled)
        if isinstance(settled.decision, Rejected):
            objects.remove(self.bucket, key, head.version_id)
        return settled

    def _decide(self, key: str, file: File | None, head: Head, request: str, at: datetime) -> Settled | None:
        file_id = parse_key(key)
        for _ in range(_ATTEMPTS):
            decision = self._given_up(admit(file, head), head)
            try:
                if isinstance(decision, Unproven):
                    self._hand_over(decision.file, head, request, at)
                    return None
                if file is None or not _changes_row(decision):
                    return Settled(decision, file)
                return Settled(decision, self._write(file, decision, head, at))
            except catalog.Stale:
                file = catalog.find(self.table, file_id) if file_id else None
        raise Busy

    def _given_up(self, decision: Decision, head: Head) -> Decision:
        if not self.last_resort or not isinstance(decision, Unproven):
            return decision
        asked = decision.file.verification
        if asked is None or asked.version_id != head.version_id or asked.attempts < _VERIFICATIONS:
            return decision
        return Rejected(UNVERIFIABLE, settles=True)

    def _hand_over(self, file: File, head: Head, request: str, at: datetime) -> None:
        # Noted after it is sent: what is noted needs no second reading, and what a crash left unnoted gets one.
        if self.last_resort or file.verification is None or file.verification.version_id != head.version_id:
            queues.send(self.verifications, request)
            catalog.verifying(self.table, file, head.version_id, by=self.by, at=at)

    def _write(self, file: File, decision: Judgement, head: Head, at: datetime) -> File:
        if isinstance(decision, Admitted):
            return take(self.table, file, head, by=self.by, at=at, stay_listed=self.last_resort)
        return catalog.move(
            self.table,
            _verified(file, head, at),
            Status.REJECTED,
            by=self.by,
            at=at,
            rejection=decision.rejection,
            rejected_version=head.version_id,
            stay_listed=self.last_resort,
        )


def take(table: str, file: File, head: Head, *, by: str, at: datetime, stay_listed: bool = False) -> File:
    """Pins the version `head`, which was admitted, to the pending `file`; returns the file as it then is.

    Raises Stale when the row is another, Busy.
    """
    # S3 tells whole seconds: an upload must not seem to have come before it was asked for.
    uploaded_at = max(head.last_modified, file.created_at)
    return catalog.move(
        table,
        _verified(file, head, at),
        Status.UPLOADED,
        by=by,
        at=at,
        arrival=Arrival(head.version_id, head.etag, head.size, uploaded_at),
        stay_listed=stay_listed,
    )


def _verified(file: File, head: Head, at: datetime) -> File:
    """`file` with the end of its verification, when that was of this version."""
    if file.verification is None or file.verification.version_id != head.version_id:
        return file
    return dataclasses.replace(file, verification=dataclasses.replace(file.verification, ended_at=at))


def _changes_row(decision: Judgement) -> bool:
    return decision.first if isinstance(decision, Admitted) else decision.settles
