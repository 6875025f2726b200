"""Promised files into the catalogue: all of a request or none of it, and the same request again changes nothing."""

from contextlib import suppress
from datetime import datetime, timedelta

from common.backoff import attempts
from common.errors import Busy, Fault, UploadConflict
from common.files import file_rows
from common.files.file import File, FileId
from common.files.lifecycle import Status
from common.files.usage import Amount
from ingestion.tenants import quotas, rows
from ingestion.uploads import entries

# A URL lives for minutes and a pending upload for at least an hour: younger signs of life need not be renewed.
_RENEW_AFTER = timedelta(minutes=15)
_ATTEMPTS = 6

Known = dict[FileId, File]


def enter(table: str, files: list[File], quota: Amount) -> list[File]:
    """Writes the pending `files` (1 to 100, of one tenant) and returns them as the catalogue has them, in their order.

    They count for the tenant's usage from then on. A file that stands there already with the same promise is returned
    as it is by now. Raises UploadConflict, which names each file whose id stands for another promise, QuotaExceeded
    when `quota` leaves no room for those that are new (then nothing was written), Busy when others keep writing.
    """
    by, at = files[0].changed_by, files[0].changed_at
    files = quotas.assigned(files)
    fresh, known = files, Known()
    holder: File | None = None
    for attempt in attempts(_ATTEMPTS, at_once=2):
        # So many are entered in two steps, and the first of these only where nothing is known to be in the way.
        if attempt or len(files) == entries.TRANSACTION:
            known = _existing(table, [file.id for file in files])
            _require_same_promises(files, known)
            holder = next((file for file in known.values() if file.held), None)
            # What the holder has credit for counts where that was taken, in whatever order it is asked for again.
            files = quotas.assigned(files, holder)
            fresh = [file for file in files if file.id not in known]
        with suppress(rows.Stale):
            if holder:
                entered = entries.follow(table, holder, fresh, by=by, at=at)
                known |= {holder.id: entries.released(holder, by=by, at=at)}
            else:
                entered = not fresh or entries.put(table, fresh, quota, anywhere=attempt > 0)
            if entered:
                current = {file.id: file for file in renewed(table, list(known.values()), by=by, at=at)}
                return [current.get(file.id, file) for file in files]
    raise Busy


def _require_same_promises(files: list[File], known: Known) -> None:
    faults = [
        Fault(f"/files/{index}/fileId", "conflict")
        for index, file in enumerate(files)
        if file.id in known and known[file.id].promise != file.promise
    ]
    if faults:
        raise UploadConflict("See errors: each names a fileId that is taken.", tuple(faults))


def _existing(table: str, ids: list[FileId]) -> Known:
    """The files among `ids` that are there."""
    files = [file_rows.from_item(row) for row in rows.read(table, *map(file_rows.row_key, ids)) if row]
    return {file.id: file for file in files}


def renewed(table: str, files: list[File], *, by: str, at: datetime) -> list[File]:
    """The `files` as they are once it is noted that `by` gave the pending ones a sign of life: signing again is one.

    One that is recent need not be noted. Raises Busy when others keep writing.
    """
    known = {file.id: file for file in files}
    for _ in attempts(_ATTEMPTS):
        due = [file for file in known.values() if _is_due(file, at)]
        if not due:
            return list(known.values())
        with suppress(rows.Stale):
            rows.commit(*({"Update": file_rows.sign_of_life(table, file.id, by=by, at=at)} for file in due))
        known |= _existing(table, [file.id for file in due])
    raise Busy


def _is_due(file: File, at: datetime) -> bool:
    return file.status is Status.PENDING and (file.signed_at is None or at - file.signed_at >= _RENEW_AFTER)
