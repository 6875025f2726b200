"""All that is left of a file goes for good: versions, what was made of it, what stands beside the row, then the row."""

from common import logs
from common.files import catalog, deletions, objects
from common.files.catalog import Stale
from common.files.file import File


def purge(file: File, table: str, uploads_bucket: str, derived_bucket: str) -> None:
    """Removes everything of `file`, whose purge has begun. What is gone already is no error.

    Raises Stale, also when another has purged it meanwhile; Busy; ValueError when nothing says that it is being purged.
    """
    if file.deletion is None or file.deletion.purging_since is None:
        raise ValueError("the file is not being purged")
    objects.remove_all(uploads_bucket, file.id.key)
    _require_still(file, table)
    objects.remove_all(derived_bucket, f"{file.id.key}/")
    _require_still(file, table)
    catalog.drop_beside(table, file.id)
    deletions.forget(table, file)
    logs.info("file purged", tenantId=file.id.tenant)


def _require_still(file: File, table: str) -> None:
    """Raises Stale when its row is gone, or another's: then its id is free to be announced again, and what is found
    under it may be that file's.
    """
    found = catalog.find(table, file.id)
    if found is None or (found.created_at, found.revision) != (file.created_at, file.revision):
        raise Stale
