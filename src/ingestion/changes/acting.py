"""Changes of files in the name of a member: each is read, decided and written, again when others were faster."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from common import logs, queues
from common.backoff import attempts
from common.errors import Busy
from common.files import catalog, deletions, requests
from common.files.file import File
from common.files.lifecycle import Status
from common.files.requests import Cause
from ingestion.changes import preconditions, rules
from ingestion.changes.change_settings import Settings
from ingestion.files import showing
from ingestion.tenants import visible
from ingestion.tenants.access import Membership
from ingestion.web import entity

# Runs of processing, owners and members meet at a row; more often is no coincidence.
_ATTEMPTS = 6

Fields = dict[str, Any]


@dataclass(frozen=True)
class Actor:
    """Who changes files, when, and in which request. Ids are as clients give them.

    What it does once it does not do again: a repetition finds it done. All raise NotFound for what the member does not
    see, and Busy when others keep writing.
    """

    who: Membership
    conf: Settings
    at: datetime
    request_id: str

    def set(self, file_id: str, fields_of: Callable[[File], Fields], *, expected: str | None = None) -> File:
        """The file with the fields that `fields_of` it are to be set. `expected` is what If-Match says.

        Raises FileDeleted, NothingArrived, what `fields_of` raises, and PreconditionFailed, unless it is so already.
        """

        def change(file: File) -> File:
            rules.require_changeable(file)
            fields = fields_of(file)
            if replace(file, **fields) == file:
                return file
            preconditions.require(expected, lambda: self._tag(file))
            # What is promised again by the same request is what was promised then.
            given = fields | {"promised": file.promise}
            changed = catalog.amend(self.conf.catalog_table, file, by=self.who.user, at=self.at, **given)
            logs.info("file changed", fileId=file.id.id, fields=sorted(fields))
            return changed

        return self._settled(file_id, change)

    def delete(self, file_id: str, *, expected: str | None = None) -> File:
        """The file once it is deleted, now or before. Raises NothingArrived, StillProcessing, PreconditionFailed."""

        def change(file: File) -> File:
            if file.status is Status.DELETED:
                return file
            rules.require_deletable(file)
            preconditions.require(expected, lambda: self._tag(file))
            deleted = deletions.delete(self.conf.catalog_table, file, by=self.who.user, at=self.at)
            logs.info("file deleted", fileId=file.id.id)
            return deleted

        return self._settled(file_id, change)

    def restore(self, file_id: str) -> File:
        """The file once it is there again, as it was. Raises NothingArrived, OwnerRequired, FileDeleted."""

        def change(file: File) -> File:
            if file.status is not Status.DELETED:
                rules.require_arrived(file)
                return file
            rules.require_restorable(self.who, file, now=self.at, within=self.conf.restorable)
            restored = deletions.restore(self.conf.catalog_table, file, by=self.who.user, at=self.at)
            logs.info("file restored", fileId=file.id.id)
            return restored

        file = self._settled(file_id, change)
        if file.status is Status.UPLOADED and file.changed_by == self.who.user:
            # What told of its arrival may have come while it was deleted, and was dropped. Twice does no harm.
            lost = requests.request(file.id, Cause.LOST, self.request_id, at=self.at)
            queues.send(self.conf.processing_queue, requests.text(lost))
        return file

    def _settled(self, file_id: str, change: Callable[[File], File]) -> File:
        for _ in attempts(_ATTEMPTS, at_once=2):
            file = visible.file(self.conf.catalog_table, self.who, file_id)
            try:
                return change(file)
            except catalog.Stale:
                continue
        raise Busy

    def view(self, file: File) -> dict[str, Any]:
        """What GET /files/{id} answers of `file`."""
        return showing.view(self.conf.catalog_table, file, unscanned=self.conf.reads_unscanned)

    def _tag(self, file: File) -> str:
        return entity.tag(self.view(file))
